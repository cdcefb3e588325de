// Whom a connection trusts, and as whom it is made.
import { readFileSync } from 'node:fs';
import type { ExtendOptions } from 'got';
import { readCertificates } from '../config/certificates.ts';
import type { CloudConfig } from '../config/cloudConfig.ts';

export type TlsSettings = Pick<CloudConfig, 'verify' | 'cacert' | 'clientCertificate'>;

/** The files' content as got takes it. Throws where one cannot be read any more. */
export function tlsOptions({
  verify,
  cacert,
  clientCertificate,
}: TlsSettings): NonNullable<ExtendOptions['https']> {
  return {
    rejectUnauthorized: verify,
    ...(cacert === null ? {} : { certificateAuthority: readCertificates(cacert) }),
    ...(clientCertificate === null
      ? {}
      : {
          certificate: readFileSync(clientCertificate.cert, 'utf8'),
          key: readFileSync(clientCertificate.key, 'utf8'),
        }),
  };
}
