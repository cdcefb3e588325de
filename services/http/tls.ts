// The TLS options of a connection: whom it trusts, and the client's certificate.
import { readFileSync } from 'node:fs';
import { checkServerIdentity } from 'node:tls';
import type { ExtendOptions } from 'got';
import { readCertificates } from '../config/certificates.ts';
import type { CloudConfig } from '../config/cloudConfig.ts';

export type TlsSettings = Pick<CloudConfig, 'verify' | 'cacert' | 'clientCertificate'>;

/** The content of the files in the form that got expects. Throws if a file can no longer be read. */
export function tlsOptions({
  verify,
  cacert,
  clientCertificate,
}: TlsSettings): NonNullable<ExtendOptions['https']> {
  return {
    rejectUnauthorized: verify,
    // Node's own, which got would load for http as well.
    checkServerIdentity: (...given) => checkServerIdentity(...given),
    ...(cacert === null ? {} : { certificateAuthority: readCertificates(cacert) }),
    ...(clientCertificate === null
      ? {}
      : {
          certificate: readFileSync(clientCertificate.cert, 'utf8'),
          key: readFileSync(clientCertificate.key, 'utf8'),
        }),
  };
}
