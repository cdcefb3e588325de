// A cloud's configuration, read and validated.
import type { Service } from '../http/apiCall.ts';
import type { Secret } from '../secret.ts';

/** A domain, by id or by name. */
export type DomainReference = { readonly id: string } | { readonly name: string };

/** A user or project, by id, or by name in a domain. */
export type NamedReference =
  | { readonly id: string }
  | { readonly name: string; readonly domain: DomainReference };

export type Auth =
  | {
      readonly method: 'password';
      readonly user: NamedReference;
      readonly password: Secret;
      readonly project: NamedReference;
    }
  /** A token at hand. It cannot be renewed. Without a project it keeps its own scope. */
  | { readonly method: 'token'; readonly token: Secret; readonly project: NamedReference | null }
  /** An application credential has its project in itself. */
  | {
      readonly method: 'application_credential';
      readonly credential: { readonly id: string } | { readonly name: string; readonly user: NamedReference };
      readonly secret: Secret;
    };

export type Interface = 'public' | 'internal' | 'admin';

/** The services that a migration talks to. */
export type ServiceName = Service;

/** Where a service is. */
export interface EndpointChoice {
  /** In place of what the catalog says; `%(project_id)s` and `%(tenant_id)s` are filled in. */
  readonly override: string | null;
  /** Null: the catalog must have the service in one region only. */
  readonly regionName: string | null;
  /** Who named the region, for people: `--region`, or a file and its key. */
  readonly regionFrom?: string;
  /** The first of them that the catalog has is taken. */
  readonly interfaces: readonly Interface[];
  /** The only type to look for in the catalog; null: the usual ones. */
  readonly serviceType: string | null;
  /** The only name to look for in the catalog; null: any. */
  readonly serviceName: string | null;
}

/** All that is needed to talk to a cloud; already validated. Made by `loadCloudConfig` or `parseCloudConfig`. */
export interface CloudConfig {
  /** The cloud's name in its file; null for variables and embedding applications. */
  readonly cloud: string | null;
  /** Where it was read, for people: `/etc/openstack/clouds.yaml, cloud lab` or `OS_* variables`. */
  readonly source?: string;
  /** Ends in /v3, without a slash. */
  readonly authUrl: string;
  readonly auth: Auth;
  readonly regionName: string | null;
  readonly endpoints: Readonly<Record<ServiceName, EndpointChoice>>;
  /** False: any certificate is accepted. */
  readonly verify: boolean;
  /** A file of certificates to trust, in PEM form, or a folder of such files; null: those that Node trusts. */
  readonly cacert: string | null;
  /** Files of the client's own certificate and key, in PEM form. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | null;
  /** How long to wait for an answer, in milliseconds; null: as usual. */
  readonly timeoutMs: number | null;
}
