// Random clouds in all their places. Both sides can use each, so that differences in how they read it show.
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Case } from './case.ts';

type Entry = Record<string, unknown>;

const name = fc.constantFrom('sea', 'lake', 'Default', 'a b', 'ümlaut', 'x.y', '12', 'on-call', '0x1f-');
const host = fc.constantFrom(
  'https://k.lab:5000/v3',
  'http://k.lab/identity',
  'https://k.lab:5000/',
  'http://10.0.0.1:5000/v2.0',
);
const address = fc.constantFrom(
  'https://c.lab/v3',
  'http://c.lab:8776/v3/%(project_id)s',
  'https://{region_name}.lab/v3',
);
const region = fc.constantFrom('RegionOne', 'RegionTwo', 'r-3');
const oneInterface = fc.constantFrom('public', 'internal', 'admin', 'publicURL', 'internalURL');
const someInterfaces = fc.oneof(oneInterface, fc.uniqueArray(oneInterface, { minLength: 1, maxLength: 3 }));

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const user = fc.oneof(
  fc.record({ user_id: name }),
  fc.record({ username: name, user_domain_id: name }),
  fc.record({ username: name, user_domain_name: name }),
  fc.record({ user_name: name, user_domain_name: name }),
);

const project = fc.oneof(
  fc.record({ project_id: name }),
  fc.record({ project_name: name, project_domain_id: name }),
  fc.record({ tenant_name: name, project_domain_name: name }),
  fc.record({ project_name: name, tenant_name: name, project_domain_name: name }),
);

const PREFIXES = ['block_storage', 'volumev3', 'volumev2', 'volume', 'block_store', 'compute', 'identity'];
const prefixed = <T>(ending: string, value: fc.Arbitrary<T>) =>
  fc.dictionary(fc.constantFrom(...PREFIXES.map((prefix) => `${prefix}_${ending}`)), value, { maxKeys: 2 });

const places = fc
  .tuple(
    fc.record({
      interface: maybe(someInterfaces),
      endpoint_type: maybe(oneInterface),
      verify: maybe(fc.boolean()),
    }),
    fc.record({
      insecure: maybe(fc.boolean()),
      api_timeout: maybe(fc.integer({ min: 1, max: 300 })),
      note: maybe(name),
    }),
    prefixed('interface', someInterfaces),
    prefixed('endpoint_override', address),
    prefixed('region_name', region),
    prefixed('service_type', fc.constantFrom('volumev3', 'compute', 'identity')),
  )
  .map((parts): Entry => Object.assign({}, ...parts));

const regions = fc.oneof(
  region.map((one): Entry => ({ region_name: one })),
  fc.uniqueArray(region, { minLength: 1, maxLength: 3 }).chain((names) =>
    fc.tuple(...names.map((one) => maybe(places).map((values) => ({ name: one, values: values ?? {} })))).map(
      (all): Entry => ({
        regions: all.map((one, n) => (n > 0 && Object.keys(one.values).length === 0 ? one.name : one)),
      }),
    ),
  ),
);

/** A cloud over clouds.yaml, secure.yaml and clouds-public.yaml, or in variables. */
export const generatedCase: fc.Arbitrary<Case> = fc
  .record({
    auth: fc
      .tuple(user, project, host, name)
      .map(
        (parts): Entry => Object.assign({}, parts[0], parts[1], { auth_url: parts[2], password: parts[3] }),
      ),
    own: places,
    common: places,
    secret: places,
    regions,
    chosen: fc.nat(2),
    how: fc.record({
      hasProfile: fc.boolean(),
      hasSecure: fc.boolean(),
      hasMergeKeys: fc.boolean(),
      hasDashes: fc.boolean(),
      isBeside: fc.boolean(),
      isJson: fc.boolean(),
      inVariables: fc.nat(5).map((n) => n === 0),
    }),
  })
  .map(caseOf);

interface Parts {
  readonly auth: Entry;
  readonly own: Entry;
  readonly common: Entry;
  readonly secret: Entry;
  readonly regions: Entry;
  readonly chosen: number;
  readonly how: Readonly<Record<string, boolean>>;
}

function caseOf(parts: Parts): Case {
  return { name: 'generated', ...(parts.how['inVariables'] ? inVariables(parts) : inFiles(parts)) };
}

function inVariables({ auth, own }: Parts): Omit<Case, 'name'> {
  const texts = Object.entries({ ...auth, ...own, region_name: 'RegionOne' }).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`OS_${key.toUpperCase()}`, value]] : [],
  );
  return { files: {}, env: Object.fromEntries(texts) };
}

function inFiles({ auth, own, common, secret, regions: known, chosen, how }: Parts): Omit<Case, 'name'> {
  const { password, ...shown } = auth;
  const entry: Entry = {
    ...own,
    ...known,
    ...(how['hasProfile'] ? { profile: 'common' } : {}),
    ...(how['isBeside'] ? shown : { auth: shown }),
  };
  const secure = { ...secret, auth: { password } };
  const lab = how['hasSecure']
    ? entry
    : { ...entry, auth: { ...(entry['auth'] as Entry | undefined), password } };
  const list = known['regions'] as readonly (string | { readonly name: string })[] | undefined;
  const names = list?.map((one) => (typeof one === 'string' ? one : one.name));
  const write = (content: unknown) => (how['isJson'] ? JSON.stringify(content) : stringify(content));
  const clouds = { clouds: { lab: how['hasDashes'] ? withDashes(lab) : lab } };
  const merged = `${stringify({ 'x-lab': clouds.clouds.lab }).replace('x-lab:', 'x-lab: &lab')}clouds:\n  lab: {<<: *lab}\n`;
  const isMerged = how['hasMergeKeys'] && !how['isJson'];
  return {
    cloud: 'lab',
    ...(names === undefined ? {} : { region: names[chosen % names.length] ?? '' }),
    files: {
      [`cwd/clouds.${how['isJson'] ? 'json' : 'yaml'}`]: isMerged ? merged : write(clouds),
      ...(how['hasSecure']
        ? { 'home/.config/openstack/secure.yaml': write({ clouds: { lab: secure } }) }
        : {}),
      ...(how['hasProfile'] ? { 'cwd/clouds-public.yaml': write({ 'public-clouds': { common } }) } : {}),
    },
  };
}

// Below auth only: beside it openstacksdk lets a key with dashes take precedence over the same one of a
// higher place.
const withDashes = (entry: Entry): Entry => ({ ...entry, auth: dashed((entry['auth'] ?? {}) as Entry) });

const dashed = (auth: Entry): Entry =>
  Object.fromEntries(Object.entries(auth).map(([key, value]) => [key.replaceAll('_', '-'), value]));
