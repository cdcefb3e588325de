// Certificate files: those to trust, and the client's own.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { CloudConfig } from './cloudConfig.ts';
import type { Environment } from './environment.ts';
import type { Reader } from './reader.ts';

export type Trust = Pick<CloudConfig, 'verify' | 'cacert' | 'clientCertificate'>;

// In order of precedence: the first two for the OpenStack clients, the last for programs that use OpenSSL.
const VARIABLES = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'];

/**
 * Reads `verify`, `insecure`, `cacert`, `cert` and `key`, and the variables that name certificates if no
 * `cacert` does.
 * Source: openstack/config/cloud_region.py (get_requests_verify_args) and requests/sessions.py
 * (merge_environment_settings).
 */
export function readTrust(reader: Reader, env: Environment): Trust {
  const insecure = reader.flag('insecure') ?? false;
  const verify = (reader.flag('verify') ?? true) && !insecure;
  const own = readFile(reader, 'cacert');
  if (own !== null) checkTrusted(own, (what) => reader.fault('cacert', what));
  const cacert = verify ? (own ?? trustedByVariable(reader, env)) : null;
  return { verify, cacert, clientCertificate: readClientCertificate(reader) };
}

// A folder is rejected with the file to name instead: which of its files OpenSSL would trust depends on their
// names.
function checkTrusted(file: string, fault: (what: string) => void): void {
  const bundle = join(file, 'ca-certificates.crt');
  if (isFolder(file)) {
    const how = hasCertificates(bundle)
      ? bundle
      : 'for example, concatenate the certificates of the folder into one file';
    fault(`${file} is a folder. Give a PEM file instead: ${how}`);
  } else if (textOf(file) === null) fault(`the file ${file} cannot be read`);
  // Read a second time, as every connection will: a pipe is empty by then.
  else if (!hasCertificates(file)) fault(`the file ${file} contains no certificate in PEM form`);
}

function trustedByVariable(reader: Reader, env: Environment): string | null {
  const name = VARIABLES.find((one) => (env[one] ?? '') !== '');
  if (name === undefined) return null;
  const path = env[name] ?? '';
  try {
    if (CERTIFICATE.test(readCertificates(path))) return path;
    reader.faults.push(`${name}: ${path} contains no certificate in PEM form`);
  } catch {
    reader.faults.push(`${name}: ${path} cannot be read`);
  }
  return null;
}

/** The certificates in a file, or in all files of a folder. Throws if one cannot be read. */
export function readCertificates(path: string): string {
  if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8');
  const texts = readdirSync(path).map((name) => textOf(join(path, name)) ?? '');
  return [...new Set(texts.filter((text) => CERTIFICATE.test(text)))].join('\n');
}

function readClientCertificate(reader: Reader): Trust['clientCertificate'] {
  const cert = readFile(reader, 'cert');
  const key = readFile(reader, 'key');
  if (cert === null) {
    if (key !== null) reader.fault('key', `has no effect without ${reader.key('cert')}`);
    return null;
  }
  const certText = textIn(reader, 'cert', cert);
  const keyText = key === null ? certText : textIn(reader, 'key', key);
  if (certText !== null && keyText !== null) checkPair(reader, certText, keyText, key === null);
  return { cert, key: key ?? cert };
}

function textIn(reader: Reader, key: string, file: string): string | null {
  const text = textOf(file);
  if (text === null) reader.fault(key, `the file ${file} cannot be read`);
  return text;
}

function checkPair(reader: Reader, cert: string, key: string, isOneFile: boolean): void {
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const expected = isOneFile
      ? `expected a certificate and its key, or a separate key file in ${reader.key('key')}`
      : `expected a certificate that matches the key in ${reader.key('key')}`;
    reader.fault('cert', `${expected}, in PEM form and without a passphrase (${code})`);
  }
}

const CERTIFICATE = /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/;

const hasCertificates = (file: string): boolean => CERTIFICATE.test(textOf(file) ?? '');

function readFile(reader: Reader, key: string): string | null {
  return reader.text(key)?.replace(/^~(?=\/|$)/, homedir()) ?? null;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
