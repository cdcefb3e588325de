// The validated configuration of a cloud.
import type { CloudService } from '../http/apiCall.ts';
import type { Secret } from '../secret.ts';

/** A domain, by ID or by name. */
export type DomainReference = { readonly id: string } | { readonly name: string };

/** A user or project, by ID, or by name in a domain. */
export type NamedReference =
  | { readonly id: string }
  | { readonly name: string; readonly domain: DomainReference };

/** The sign-in method and its credentials. */
export type AuthConfig =
  | {
      readonly method: 'password';
      readonly user: NamedReference;
      readonly password: Secret;
      readonly project: NamedReference;
    }
  /** An existing token. It cannot be renewed. Without a project it keeps its own scope. */
  | { readonly method: 'token'; readonly token: Secret; readonly project: NamedReference | null }
  /** An application credential includes its project. */
  | {
      readonly method: 'application_credential';
      readonly credential: { readonly id: string } | { readonly name: string; readonly user: NamedReference };
      readonly secret: Secret;
    };

/** The interface of an endpoint in Keystone's catalog. */
export type EndpointInterface = 'public' | 'internal' | 'admin';

/** How to find a service's endpoint. */
export interface EndpointChoice {
  /** Replaces the catalog's address; `%(project_id)s` and `%(tenant_id)s` are filled in. */
  readonly override: string | null;
  /** Null: the catalog must have the service in one region only. */
  readonly regionName: string | null;
  /** Where the region was named, for people: `--region`, or a file and its key. */
  readonly regionFrom?: string;
  /** In order of preference: the first one that the catalog has is used. */
  readonly interfaces: readonly EndpointInterface[];
  /** The only service type to look for in the catalog; null: the usual ones. */
  readonly serviceType: string | null;
  /** The only service name to look for in the catalog; null: any. */
  readonly serviceName: string | null;
}

/**
 * Everything needed to call a cloud, already validated. Created by `loadCloudConfig` or `parseCloudConfig`.
 */
export interface CloudConfig {
  /** The cloud's name in its file; null for `OS_*` variables and for embedding applications. */
  readonly cloud: string | null;
  /** Where it was read, for people: `/etc/openstack/clouds.yaml, cloud lab` or `OS_* variables`. */
  readonly source?: string;
  /** Ends in /v3, without a trailing slash. */
  readonly authUrl: string;
  readonly auth: AuthConfig;
  readonly regionName: string | null;
  readonly endpoints: Readonly<Record<CloudService, EndpointChoice>>;
  /** False: any certificate is accepted. */
  readonly verify: boolean;
  /** A PEM file of certificates to trust, or a folder of such files; null: those that Node trusts. */
  readonly cacert: string | null;
  /** PEM files of the client's own certificate and key. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | null;
  /** How long to wait for a response, in milliseconds; null: the default. */
  readonly timeoutMs: number | null;
}
