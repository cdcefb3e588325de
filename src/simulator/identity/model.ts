// The data of Keystone.

export interface Domain {
  id: string;
  name: string;
  /** Like a domain kept in LDAP: users can be read, but not created, changed or deleted. */
  readOnly: boolean;
}

export interface Project {
  id: string;
  name: string;
  domainId: string;
  enabled: boolean;
  description: string;
}

export interface Role {
  id: string;
  name: string;
}

export interface User {
  id: string;
  name: string;
  domainId: string;
  enabled: boolean;
  password: string | null;
  defaultProjectId: string | null;
  options: Record<string, unknown>;
  extra: Record<string, unknown>;
}

export interface RoleAssignment {
  userId: string;
  projectId: string;
  roleId: string;
}

export interface AccessRule {
  id: string;
  /** Type of the service in the catalog. */
  service: string;
  /** The service's own path, with `*`, `**` and `{tag}` as wildcards. */
  path: string;
  method: string;
}

export interface ApplicationCredential {
  id: string;
  name: string;
  secret: string;
  description: string | null;
  userId: string;
  projectId: string;
  roleIds: string[];
  /** The only calls that its tokens may make; null: any. */
  accessRules: AccessRule[] | null;
}

export interface Token {
  id: string;
  methods: string[];
  userId: string;
  projectId: string | null;
  roles: Role[];
  auditId: string;
  issuedAt: number;
  expiresAt: number;
  revoked: boolean;
  applicationCredentialId?: string;
  /** When each service last checked the token with Keystone, for `tokenCacheMs`. */
  seen: Map<string, number>;
}
