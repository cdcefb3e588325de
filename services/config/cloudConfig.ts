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
  readonly interface: Interface;
  /** False: any certificate is taken. */
  readonly verify: boolean;
  /** A file of certificates to trust, in PEM form. */
  readonly cacert: string | null;
  /** In place of what the catalog says. */
  readonly endpointOverrides: { readonly volume: string | null; readonly compute: string | null };
}
