// The intended differences; each names its row in README.md.
import type { Case } from './case.ts';

const WHO = 'username: ann, password: pw, project_name: sea';
const DOMAINS = 'user_domain_id: default, project_domain_id: default';
const URL = "auth_url: 'https://k/v3'";

const differs = (difference: string, name: string, entry: string, more: Partial<Case> = {}): Case => ({
  ...{ difference, name, cloud: 'lab' },
  files: { 'cwd/clouds.yaml': `clouds: {lab: {${entry}}}` },
  ...more,
});

const auth = (more = '') => `auth: {${URL}, ${WHO}, ${DOMAINS}${more}}`;

const CREDENTIAL = 'auth_type: v3applicationcredential';

export const DIFFERENCES: readonly Case[] = [
  differs(
    'Keystone of an application credential',
    'by id',
    `${CREDENTIAL}, auth: {${URL}, application_credential_id: a, application_credential_secret: s}, region_name: R, interface: public, identity_api_version: 3`,
  ),
  differs(
    'Keystone of an application credential',
    'by name',
    `${CREDENTIAL}, auth: {${URL}, application_credential_name: a, application_credential_secret: s, username: ann, user_domain_name: D}`,
  ),
  differs('dashes in keys', 'endpoint-type', `${auth()}, endpoint-type: internal`),
  differs('dashes in keys', 'of several places', `${auth()}, region-name: R, api-timeout: 5`, {
    files: {
      'cwd/clouds.yaml': `clouds: {lab: {${auth()}, api-timeout: 5}}`,
      'cwd/secure.yaml': 'clouds: {lab: {api_timeout: 7}}',
    },
  }),
  differs('no domain', 'no domain at all', `auth: {${URL}, ${WHO}}`),
  differs('no domain', 'default_domain', `default_domain: d1, auth: {${URL}, ${WHO}}`),
  differs('several regions by name', 'names alone', `${auth()}, regions: [A, B]`),
  differs('several regions by name', 'names with commas', `${auth()}, region_name: 'A,B'`),
  differs('region_name beside regions', 'region_name chooses', `${auth()}, regions: [A, B], region_name: B`),
  differs('OS_REGION_NAME', 'with a named cloud', `${auth()}, regions: [A, B]`, {
    env: { OS_REGION_NAME: 'B' },
  }),
  differs('unknown profile', 'one of nobody', `${auth()}, profile: nobody`),
  differs(
    'auth_type by its keys',
    'an application credential',
    `auth: {${URL}, application_credential_id: a, application_credential_secret: s}`,
  ),
  differs('auth_type by its keys', 'a token', `auth: {${URL}, token: t, project_id: p}`),
  differs('unsupported sign-in', 'a trust', auth(', trust_id: t')),
  differs(
    'unsupported sign-in',
    'the whole system',
    `auth: {${URL}, username: ann, password: pw, user_domain_id: default, system_scope: all}`,
  ),
  differs(
    'unsupported sign-in',
    'a domain in place of a project',
    `auth: {${URL}, username: ann, password: pw, user_domain_id: default, domain_id: d}`,
  ),
  differs(
    'unsupported sign-in',
    'the second Keystone',
    `auth_type: v2password, auth: {${URL}, username: ann, password: pw, tenant_name: sea}`,
  ),
  differs('versions of APIs', 'the second one of Cinder', `${auth()}, volume_api_version: 2`),
  differs('versions of APIs', 'the second one of Keystone', `${auth()}, identity_api_version: '2.0'`),
  differs(
    'versions of APIs',
    'an address of the second one',
    `${auth()}, volumev2_endpoint_override: 'https://c/v2/%(project_id)s'`,
  ),
  differs('words for yes and no', 'insecure: "yes"', `${auth()}, insecure: 'yes'`),
  differs('words for yes and no', 'verify: "false"', `${auth()}, verify: 'false'`),
  differs(
    'YAML 1.1',
    'a name that it takes for a truth value',
    `auth: {${URL}, username: no, password: pw, project_id: p, user_domain_id: d}`,
  ),
  differs(
    'YAML 1.1',
    'a password that it takes for an octal number',
    `auth: {${URL}, username: ann, password: 0123, project_id: p, user_domain_id: d}`,
  ),
  differs(
    'YAML 1.1',
    'a password with zeros at its end',
    `auth: {${URL}, username: ann, password: 1.10, project_id: p, user_domain_id: d}`,
  ),
  differs('a key twice', 'a password', `auth: {${URL}, ${WHO}, ${DOMAINS}, password: other}`),
  differs('certificates', 'cacert is a folder', `${auth()}, cacert: /etc/ssl/certs`),
  differs('certificates', 'cacert is not there', `${auth()}, cacert: /nowhere.pem`),
  differs('certificates', 'cert is not there', `${auth()}, cert: /nowhere.pem`),
  differs('certificates', 'a key without a certificate', `${auth()}, key: /nowhere.key`),
  differs('keys that look right', 'endpoint_override', `${auth()}, endpoint_override: 'https://c'`),
  differs(
    'keys that look right',
    'cinder_endpoint_override',
    `${auth()}, cinder_endpoint_override: 'https://c'`,
  ),
  differs('keys that look right', 'regoin_name', `${auth()}, regoin_name: R`),
  differs('keys that look right', 'image_endpoint_overide', `${auth()}, image_endpoint_overide: 'https://i'`),
  differs('words that nobody knows', 'an interface', `${auth()}, interface: private`),
  differs(
    'nothing to sign in with',
    'no password',
    `auth: {${URL}, username: ann, project_id: p, user_domain_id: d}`,
  ),
  differs('variables that describe no cloud', 'a version alone', auth(), {
    env: { OS_IDENTITY_API_VERSION: '3' },
    cloud: '',
  }),
];
