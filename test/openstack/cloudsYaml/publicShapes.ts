// Shapes of clouds.yaml from documentation, deployment tools and users' reports, with invented names and secrets.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.ts';

const CA = readFileSync(join(import.meta.dirname, '../../services/http/certificates/ca.pem'), 'utf8');
const CLIENT = readFileSync(join(import.meta.dirname, '../../services/http/certificates/client.pem'), 'utf8');
const CLIENT_KEY = readFileSync(
  join(import.meta.dirname, '../../services/http/certificates/client.key'),
  'utf8',
);

const one = (name: string, text: string, more: Partial<Case> = {}): Case => ({
  name,
  cloud: 'lab',
  files: { 'cwd/clouds.yaml': text },
  ...more,
});

const beside = (name: string, text: string, files: Case['files'], more: Partial<Case> = {}): Case =>
  one(name, text, { files: { 'cwd/clouds.yaml': text, ...files }, ...more });

const AUTH =
  'auth_url: https://keystone.lab:5000/v3, username: ann, password: pw, project_name: sea, user_domain_name: Default, project_domain_name: Default';

const lab = (rest: string) => `clouds: {lab: {auth: {${AUTH}}${rest === '' ? '' : `, ${rest}`}}}`;

export const PUBLIC_SHAPES: readonly Case[] = [
  one(
    'openstacksdk: getting started',
    `clouds:
  lab:
    region_name: RegionOne
    auth:
      auth_url: http://xxx.xxx.xxx.xxx:5000/v3
      username: ann
      password: pw
      project_name: sea
      user_domain_name: Default
      project_domain_name: Default
`,
  ),
  one(
    'DevStack: an address without a version, and a domain by id',
    `clouds:
  lab:
    auth:
      auth_url: http://10.0.4.4/identity
      password: pw
      project_domain_id: default
      project_name: demo
      user_domain_id: default
      username: demo
    identity_api_version: '3'
    region_name: RegionOne
    volume_api_version: '3'
`,
  ),
  one(
    'DevStack: an admin of the whole system beside a usual one',
    `clouds:
  lab:
    auth: {auth_url: 'http://10.0.4.4/identity', password: pw, project_domain_id: default, project_name: admin, user_domain_id: default, username: admin}
    identity_api_version: '3'
    region_name: RegionOne
    volume_api_version: '3'
  devstack-system-admin:
    auth: {auth_url: 'http://10.0.4.4/identity', password: pw, system_scope: all, user_domain_id: default, username: admin}
`,
  ),
  one(
    "Horizon's download: with project_id, project_name and a domain of the user",
    `# This is a clouds.yaml file, which can be used by OpenStack tools as a source
# of configuration on how to connect to a cloud.
clouds:
  lab:
    auth:
      auth_url: https://keystone.lab:5000
      username: "ann"
      password: "pw"
      project_id: 5d1f0ce6f4b24a0bb1e29b6a6d6ac4e3
      project_name: "sea"
      user_domain_name: "Default"
    region_name: "RegionOne"
    interface: "public"
    identity_api_version: 3
`,
  ),
  beside(
    'Kolla Ansible: admin and internal interface, many API versions, cacert',
    `clouds:
  lab:
    auth:
      auth_url: https://10.10.10.254:5000
      project_domain_name: Default
      user_domain_name: Default
      project_name: admin
      username: admin
      password: pw
    region_name: RegionOne
    cacert: $DIR/ca.pem
    interface: internal
    compute_api_version: '2.1'
    identity_api_version: 3
    image_api_version: 2
`,
    { 'ca.pem': CA },
  ),
  beside(
    'TripleO and OpenShift: what is common in clouds-public.yaml, who in clouds.yaml, secrets in secure.yaml',
    `clouds:
  lab:
    profile: overcloud
    auth: {project_name: sea, user_domain_name: Default, project_domain_name: Default}
  admin:
    profile: overcloud
    auth: {project_name: admin, user_domain_name: Default, project_domain_name: Default}
`,
    {
      'cwd/clouds-public.yaml': `public-clouds:
  overcloud:
    cacert: '$DIR/ca.pem'
    auth_type: password
    identity_api_version: '3'
    auth: {auth_url: 'https://openstack.lab:13000/v3'}
    interface: public
`,
      'cwd/secure.yaml':
        'clouds: {lab: {auth: {username: ann, password: pw}}, admin: {auth: {password: other}}}',
      'ca.pem': CA,
    },
  ),
  beside(
    'a profile that sets interface and endpoint_type, for a client that ignores one of them',
    `clouds: {lab: {profile: home, auth: {username: admin, project_name: admin, password: pw}}}`,
    {
      'home/.config/openstack/clouds-public.yaml': `public-clouds:
  home:
    auth: {auth_url: 'http://devstack.home.arpa:5000/v3/', user_domain_name: Default, project_domain_name: Default}
    block_storage_api_version: 3
    identity_api_version: 3
    volume_api_version: 3
    interface: public
    endpoint_type: internal
`,
    },
  ),
  beside(
    'a profile of the older key `cloud`, under a domain for both',
    `clouds: {lab: {cloud: zurich, interface: public, auth: {domain_name: hq, project_name: sea, username: ann, password: pw}}}`,
    { 'cwd/clouds-public.yaml': "public-clouds: {zurich: {auth: {auth_url: 'https://cloud.lab:5000/'}}}" },
  ),
  one(
    'endpoint overrides of several services, the volumes by their old name',
    `clouds:
  lab:
    auth: {${AUTH}}
    region_name: "RegionOne"
    compute_endpoint_override: "http://10.10.2.9:8774/v2.1/90f1c80288444ed4bb4e41b5aa2d003f"
    image_endpoint_override: "http://10.10.2.9:9292"
    network_endpoint_override: "http://10.10.2.9:9696"
    volume_endpoint_override: "http://10.10.2.9:8776"
`,
  ),
  one(
    'a Juju charm: verify beside identity_interface',
    `clouds:
  lab:
   region_name: RegionOne
   identity_api_version: 3
   identity_interface: internal
   auth: {${AUTH}}
   verify: false
`,
  ),
  one(
    'gophercloud: an id of the project, a domain for both',
    lab('').replace(
      'project_name: sea, user_domain_name: Default, project_domain_name: Default',
      'project_name: sea, domain_name: default',
    ),
  ),
  one(
    'a token',
    `clouds: {lab: {auth_type: token, token: tok, auth: {auth_url: 'https://k/v3', project_id: p1}}}`,
  ),
  one(
    'a token of version 3',
    `clouds: {lab: {auth_type: v3token, token: tok, auth: {auth_url: 'https://k/v3', project_name: sea, project_domain_id: default}}}`,
  ),
  one('a user of version 3', `clouds: {lab: {auth_type: v3password, auth: {${AUTH}}}}`),
  one(
    'the old words: tenant, auth_plugin, user_name',
    `clouds: {lab: {auth_plugin: password, auth: {auth_url: 'http://k:5000/v3', user_name: ann, password: pw, tenant_name: sea, user_domain_id: default, project_domain_id: default}}}`,
  ),
  one('everything beside auth', `clouds: {lab: {auth: {}, ${AUTH}, region_name: R}}`),
  one('what stands below auth wins over what stands beside it', lab("username: other, password: 'no'")),
  one('a project by both words', lab('tenant_name: lake')),
  one(
    'dashes in keys',
    `clouds: {lab: {region-name: R, auth: {auth_url: 'https://k/v3', username: ann, password: pw, project-name: sea, user-domain-name: D, project-domain-name: D}}}`,
  ),
  one(
    'ids of user and project',
    `clouds: {lab: {auth: {auth_url: 'https://k/v3', user_id: u1, password: pw, project_id: p1}}}`,
  ),
  one(
    'numbers for ids, names and passwords',
    `clouds: {lab: {auth: {auth_url: 'https://k/v3', username: 1234, password: 987654, project_id: 12345678901234567890, user_domain_id: 7}}}`,
  ),
  one(
    'ids that look like numbers of a newer YAML',
    `clouds: {lab: {auth: {auth_url: 'https://k/v3', username: 0o17, password: 089, project_id: 84730e21, user_domain_id: 007a}}}`,
  ),
  one(
    'default domains',
    `clouds: {lab: {auth: {auth_url: 'https://k/v3', username: ann, password: pw, project_name: sea, default_domain_id: d1}}}`,
  ),
  one(
    'default domains beside auth, by name',
    `clouds: {lab: {default_domain_name: D, auth: {auth_url: 'https://k/v3', username: ann, password: pw, project_name: sea, project_domain_id: other}}}`,
  ),
  one(
    'merge keys',
    `x-auth: &auth {${AUTH}}
clouds: {lab: {auth: {<<: *auth, project_name: lake}, region_name: R}}`,
  ),
  one(
    'merge keys: a list, of which the first wins',
    `a: &a {region_name: A, interface: internal}
b: &b {region_name: B, interface: admin, verify: false}
clouds: {lab: {<<: [*a, *b], auth: {${AUTH}}}}`,
  ),
  one(
    'merge keys: own keys win, wherever they stand',
    `a: &a {region_name: A, interface: internal}
clouds: {lab: {region_name: own, <<: *a, auth: {${AUTH}}}}`,
  ),
  one(
    'merge keys: of merged maps, and at several places',
    `base: &base {auth_url: 'https://k/v3', user_domain_name: D}
auth: &auth {<<: *base, project_domain_name: P, username: ann}
clouds: &clouds
  other: &other {auth: {<<: *auth, password: pw, project_name: sea}, region_name: R}
  lab: {<<: *other, interface: admin}`,
  ),
  one(
    'merge keys: twice in one map',
    `a: &a {region_name: A, interface: internal}
b: &b {region_name: B}
clouds: {lab: {<<: *a, <<: *b, auth: {${AUTH}}}}`,
  ),
  beside('merge keys in secure.yaml', lab('').replace('password: pw, ', ''), {
    'cwd/secure.yaml': 'x: &x {password: other}\nclouds: {lab: {auth: {<<: *x}}}',
  }),
  beside('an empty secure.yaml', lab(''), { 'cwd/secure.yaml': '# nothing yet\n' }),
  beside('a secure.yaml without clouds', lab(''), { 'cwd/secure.yaml': 'cache: {auth: true}\n' }),
  beside('a cloud that stands in secure.yaml alone', 'clouds: {other: {}}', {
    'cwd/secure.yaml': lab('region_name: R'),
  }),
  beside(
    'secure.yaml over values, lists and maps',
    lab('region_name: R, interface: internal, verify: false'),
    {
      'home/.config/openstack/secure.yaml':
        'clouds: {lab: {interface: admin, verify: true, auth: {username: ben}}}',
    },
  ),
  beside('secure.yml in another place than clouds.yaml', lab('').replace('password: pw, ', ''), {
    'home/.config/openstack/secure.yml': 'clouds: {lab: {auth: {password: pw}}}',
  }),
  one('regions: named by the caller', lab('regions: [RegionOne, RegionTwo]'), { region: 'RegionTwo' }),
  one('regions: one that the cloud does not have', lab('regions: [RegionOne, RegionTwo]'), {
    region: 'RegionThree',
  }),
  one('regions: the only one', lab('regions: [RegionOne]')),
  one(
    'regions: with values, named by the caller',
    `clouds: {lab: {auth: {${AUTH}}, interface: public, regions: [{name: A}, {name: B, values: {interface: internal, verify: false, auth: {project_name: of-b, auth_url: 'https://b/v3'}}}]}}`,
    { region: 'B' },
  ),
  one(
    'regions: with values, of which the first is the default',
    `clouds: {lab: {auth: {${AUTH}}, regions: [{name: A, values: {auth: {auth_url: 'https://a/v3'}}}, {name: B, values: {auth: {auth_url: 'https://b/v3'}}}]}}`,
  ),
  one('regions: an entry that is none', lab('regions: [{name: A, interface: admin}]')),
  one('region_name: the one that the caller names', lab('region_name: A'), { region: 'A' }),
  one('region_name: another than the caller names', lab('region_name: A'), { region: 'B' }),
  one('region_name: a list with commas, named by the caller', lab("region_name: 'DFW,ORD,IAD'"), {
    region: 'ORD',
  }),
  one('region_name: a list, named by the caller', lab('region_name: [DFW, ORD]'), { region: 'ORD' }),
  one('no region in the file, named by the caller', lab(''), { region: 'R' }),
  beside(
    'regions of a profile',
    `clouds: {lab: {profile: p, auth: {username: ann, user_domain_id: d, password: pw, project_id: x}}}`,
    {
      'cwd/clouds-public.yaml':
        "public-clouds: {p: {auth: {auth_url: 'https://{region_name}.lab/v3'}, regions: [A, B]}}",
    },
    { region: 'B' },
  ),
  beside(
    'a region of a profile, in the address',
    `clouds: {lab: {profile: p, auth: {username: ann, user_domain_id: d, password: pw, project_id: x}}}`,
    {
      'cwd/clouds-public.yaml':
        "public-clouds: {p: {auth: {auth_url: 'https://{region_name}.lab/v3'}, region_name: A}}",
    },
  ),
  one(
    'placeholders in an address and an override',
    `clouds: {lab: {region_name: R, site: north, auth: {auth_url: 'https://{region_name}.{site}.lab/v3', username: ann, user_domain_id: d, password: 'p{w}', project_id: x}, compute_endpoint_override: 'https://nova.{region_name}.lab/v2.1'}}`,
  ),
  one('an interface with URL at its end', lab('interface: internalURL')),
  one('a list of interfaces', lab('interface: [internal, public]')),
  one(
    'interfaces and regions of single services',
    lab(
      'interface: public, volumev3_interface: admin, compute_endpoint_type: internal, volume_region_name: V, compute_region_name: C, region_name: R',
    ),
  ),
  one('endpoint_type before interface', lab('interface: public, endpoint_type: internal')),
  one(
    'the names of the block storage, the official one first',
    lab(
      "volume_endpoint_override: 'https://1/v3', volumev3_endpoint_override: 'https://2/v3', block_storage_endpoint_override: 'https://3/v3/%(project_id)s'",
    ),
  ),
  one(
    'an endpoint by the older key',
    lab("block_store_endpoint: 'https://c/v3', identity_endpoint: 'https://k2/v3'"),
  ),
  one(
    'types and names in the catalog',
    lab('volume_service_type: volumev3, compute_service_name: nova, volumev3_service_name: cinderv3'),
  ),
  one('a timeout, also of one service', lab('api_timeout: 30, compute_timeout: 45')),
  one('a timeout', lab('api_timeout: 12.5')),
  beside(
    'the client has a certificate, its key beside it',
    lab('cert: $DIR/client.pem, key: $DIR/client.key, cacert: $DIR/ca.pem'),
    { 'ca.pem': CA, 'client.pem': CLIENT, 'client.key': CLIENT_KEY },
  ),
  beside('certificate and key in one file', lab('cert: $DIR/both.pem'), { 'both.pem': CLIENT + CLIENT_KEY }),
  beside('cacert without verification', lab('cacert: $DIR/ca.pem, insecure: true'), { 'ca.pem': CA }),
  beside(
    'REQUESTS_CA_BUNDLE where no cacert is named',
    lab(''),
    { 'ca.pem': CA },
    { env: { REQUESTS_CA_BUNDLE: '$DIR/ca.pem' } },
  ),
  beside(
    'cacert before REQUESTS_CA_BUNDLE',
    lab('cacert: $DIR/own.pem'),
    { 'own.pem': CA, 'ca.pem': CA },
    { env: { REQUESTS_CA_BUNDLE: '$DIR/ca.pem' } },
  ),
  beside('CURL_CA_BUNDLE', lab(''), { 'ca.pem': CA }, { env: { CURL_CA_BUNDLE: '$DIR/ca.pem' } }),
  beside(
    'a bundle of the variables without verification',
    lab('verify: false'),
    { 'ca.pem': CA },
    { env: { REQUESTS_CA_BUNDLE: '$DIR/ca.pem' } },
  ),
  {
    name: 'JSON',
    cloud: 'lab',
    files: {
      'cwd/clouds.json': JSON.stringify({
        clouds: {
          lab: {
            auth: {
              auth_url: 'https://k/v3',
              username: 'ann',
              user_domain_id: 'd',
              password: 'pw',
              project_id: 'x',
            },
            verify: false,
          },
        },
      }),
    },
  },
  {
    name: 'XDG_CONFIG_HOME',
    cloud: 'lab',
    env: { XDG_CONFIG_HOME: '$DIR/xdg' },
    files: {
      'xdg/openstack/clouds.yaml': lab('region_name: X'),
      'home/.config/openstack/clouds.yaml': lab('region_name: H'),
    },
  },
  {
    name: 'the home before no other place',
    cloud: 'lab',
    files: { 'home/.config/openstack/clouds.yml': lab('region_name: H') },
  },
  {
    name: 'OS_CLIENT_CONFIG_FILE and OS_CLIENT_SECURE_FILE',
    env: { OS_CLOUD: 'lab', OS_CLIENT_CONFIG_FILE: '$DIR/a.yaml', OS_CLIENT_SECURE_FILE: '$DIR/b.yaml' },
    files: {
      'a.yaml': lab('region_name: A'),
      'b.yaml': 'clouds: {lab: {auth: {password: other}}}',
      'cwd/clouds.yaml': lab('region_name: C'),
    },
  },
  { name: 'the only cloud of the file', files: { 'cwd/clouds.yaml': lab('region_name: A') } },
  one(
    'no auth_url',
    'clouds: {lab: {auth: {username: ann, password: pw, project_id: p, user_domain_id: d}}}',
  ),
  one('an unknown cloud', lab(''), { cloud: 'nowhere' }),
  one('a broken file', 'clouds: {lab: {auth: {'),
  one('an alias of nothing', 'clouds: {lab: {auth: {password: *pw}}}'),
  one('no way to sign in that either knows', `clouds: {lab: {auth_type: v9carrier, auth: {${AUTH}}}}`),
  one(
    'a key below auth that does not belong there',
    lab('').replace('username: ann', 'username: ann, region_name: R'),
  ),
  one(
    'keys that mean something to others, or nothing',
    lab(
      "floating_ip_source: neutron, networks: [{name: net1, nat_source: true}], image_format: raw, message: hi, x-note: hello, network_endpoint_override: 'https://n'",
    ),
  ),
  {
    name: 'an openrc file: the variables',
    files: {},
    env: {
      OS_AUTH_URL: 'https://k:5000/v3',
      OS_USERNAME: 'ann',
      OS_PASSWORD: 'pw',
      OS_PROJECT_NAME: 'sea',
      OS_PROJECT_ID: 'p1',
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_ID: 'default',
      OS_REGION_NAME: 'RegionOne',
      OS_INTERFACE: 'public',
      OS_IDENTITY_API_VERSION: '3',
    },
  },
  {
    name: 'variables by name, with keys of services',
    cloud: 'envvars',
    files: { 'cwd/clouds.yaml': lab('') },
    env: {
      OS_AUTH_URL: 'https://k/v3',
      OS_USERNAME: 'ann',
      OS_PASSWORD: 'pw',
      OS_TENANT_NAME: 'sea',
      OS_DEFAULT_DOMAIN_ID: 'default',
      OS_VOLUME_ENDPOINT_OVERRIDE: 'https://v/v3',
      OS_COMPUTE_INTERFACE: 'internal',
      OS_ENDPOINT_TYPE: 'adminURL',
    },
  },
  {
    name: 'variables under a name of their own',
    cloud: 'shell',
    files: { 'cwd/clouds.yaml': lab('') },
    env: {
      OS_CLOUD_NAME: 'shell',
      OS_AUTH_URL: 'https://k/v3',
      OS_USER_ID: 'u',
      OS_PASSWORD: 'pw',
      OS_PROJECT_ID: 'p',
    },
  },
  {
    name: 'a cloud of the file that has the name of the variables',
    cloud: 'envvars',
    files: { 'cwd/clouds.yaml': lab('').replace('lab', 'envvars') },
    env: { OS_AUTH_URL: 'https://k/v3', OS_USER_ID: 'u', OS_PASSWORD: 'pw', OS_PROJECT_ID: 'p' },
  },
  {
    name: 'variables: client certificate and authority',
    files: { 'ca.pem': CA, 'client.pem': CLIENT, 'client.key': CLIENT_KEY },
    env: {
      OS_AUTH_URL: 'https://k/v3',
      OS_USER_ID: 'u',
      OS_PASSWORD: 'pw',
      OS_PROJECT_ID: 'p',
      OS_CACERT: '$DIR/ca.pem',
      OS_CERT: '$DIR/client.pem',
      OS_KEY: '$DIR/client.key',
    },
  },
];
