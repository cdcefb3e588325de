// Why a service cannot be reached, and what to do about it.
import type { ProxyServer } from './proxies.ts';

export interface Unreached {
  /** A code of the network or of TLS: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  readonly code: string;
  readonly url: URL;
  readonly proxy: ProxyServer | null;
  /** The TLS handshake was complete when the connection failed. */
  readonly isSecured?: boolean;
}

// A server that uses TLS 1.3 rejects the client's certificate only after the client's side of the handshake
// is done.
const CERTIFICATE_ALERT = /^ERR_SSL_.*ALERT_.*(?:CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

/**
 * A certificate or a handshake is not accepted: sending the request again does not help. After the handshake
 * (`isSecured`), any other TLS error means a damaged connection.
 */
export const isTlsFailure = (code: string, isSecured = false): boolean =>
  isSecured
    ? CERTIFICATE_ALERT.test(code)
    : /CERT|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_|^HOSTNAME_MISMATCH$/.test(code);

const UNTRUSTED: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

/** The probable remedies; empty if the error itself already says everything. */
export function remedies({ code, url, proxy, isSecured = false }: Unreached): readonly string[] {
  const isOfTls = isTlsFailure(code, isSecured) || (code === 'EPROTO' && !isSecured);
  const remedy = isOfTls ? ofTls(code, url) : ofNetwork(code, url);
  const through =
    proxy === null
      ? []
      : [
          `the request went through the proxy ${proxy.url.host} of ${proxy.variable}; to reach ${url.hostname} directly, add it to NO_PROXY`,
        ];
  return [...(remedy === null ? [] : [remedy]), ...through];
}

function ofTls(code: string, url: URL): string {
  if (UNTRUSTED.has(code))
    return "the certificate comes from an authority that is not trusted here: set cacert (OS_CACERT) to a file with the authority's certificate";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return `the certificate is for another name than ${url.hostname}: use the name it was issued for in the address`;
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return "the certificate is not valid at this time: check this machine's clock, or renew the certificate";
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'EPROTO' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG'
  )
    return `${url.host} does not speak TLS: the address should probably begin with http://`;
  return 'check the certificates: cacert (OS_CACERT) names the authorities to trust, cert and key a client certificate';
}

function ofNetwork(code: string, url: URL): string | null {
  if (code === 'ECONNREFUSED')
    return `nothing listens at ${url.host}: check the address and its port, and that the service runs`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `the host name ${url.hostname} is unknown here: check its spelling, the name server and the VPN`;
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH' || code === 'ETIMEDOUT')
    return `${url.host} does not respond: check the address, the firewall, the VPN, and whether a proxy is needed (HTTPS_PROXY)`;
  if (url.protocol === 'http:' && (code === 'ECONNRESET' || code.startsWith('HPE_')))
    return `${url.host} may expect TLS: if so, the address should begin with https://`;
  if (code.startsWith('ERR_PROXY'))
    return 'the proxy did not open a tunnel: check its address, user and password, and whether it allows this port';
  return null;
}
