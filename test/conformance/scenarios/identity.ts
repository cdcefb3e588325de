// Keystone: signing in, and the temporary user's life.
import type { Json } from '../http.ts';
import { passwordAuth, sessionOf } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { UNKNOWN } from './actions.ts';

const SIGN_IN = 'POST identity /auth/tokens';
const NO_ID = '0123456789abcdef0123456789abcdef';
const PASSWORD = 'Canary-1-password';

/** What the product reads of a token's catalog; the list of services depends on the cloud. */
const withOwnServices = (body: Json): Json => {
  if (body.token?.catalog === undefined) return body;
  const types = ['identity', 'volumev3', 'compute'];
  const catalog = body.token.catalog
    .filter(({ type }: Json) => types.includes(type))
    .map((entry: Json) => ({
      ...entry,
      endpoints: entry.endpoints.filter((each: Json) => each.interface === 'public'),
    }));
  return { ...body, token: { ...body.token, catalog } };
};
const anonymous = { token: false, pick: withOwnServices } as const;

const byPassword = (user: object, project?: object) => ({
  auth: {
    identity: { methods: ['password'], password: { user } },
    ...(project === undefined ? {} : { scope: { project } }),
  },
});

async function signIn({ admin, owner, world }: Stage): Promise<void> {
  const { username, password, project_name } = world.owner;
  const domain = { id: 'default' };
  const own = { name: username, domain, password };
  const project = { name: project_name, domain };
  const ask = async (title: string, body: unknown) => await owner.call(title, SIGN_IN, body, anonymous);
  await ask('by name', passwordAuth(world.owner));
  await ask('by ids', byPassword({ id: owner.session.userId, password }, { id: owner.session.projectId }));
  await ask('by domain name', byPassword({ name: username, domain: { name: 'Default' }, password }, project));
  await ask('without a project', byPassword(own));
  await ask('with a wrong password', byPassword({ ...own, password: 'wrong' }, project));
  await ask('as nobody', byPassword({ ...own, name: 'nobody' }, project));
  await ask('to an unknown project', byPassword(own, { name: 'no-project', domain }));
  await ask('to a project without a role', byPassword(own, { id: admin.session.projectId }));
  const token = { methods: ['token'], token: { id: owner.session.token } };
  await ask('by token', { auth: { identity: token, scope: { project } } });
  const wrong = { methods: ['token'], token: { id: 'no-token' } };
  await ask('by a token that is none', { auth: { identity: wrong, scope: { project } } });
  await ask('by no method', { auth: { identity: { methods: [] } } });
  await ask('with nothing', {});
}

async function credential({ name, owner, labels, world, afterwards }: Stage): Promise<void> {
  const path = `/users/${owner.session.userId}/application_credentials` as const;
  const { application_credential: made } = await owner.must(`POST identity ${path}`, {
    application_credential: { name, roles: [{ name: 'member' }] },
  });
  labels.add(made.id, 'credential');
  afterwards(async () => await owner.send(`DELETE identity ${path}/${made.id}`));
  const by = (fields: object) => ({
    auth: { identity: { methods: ['application_credential'], application_credential: fields } },
  });
  const user = { name: world.owner.username, domain: { id: 'default' } };
  const ask = async (title: string, body: unknown) => await owner.call(title, SIGN_IN, body, anonymous);
  await ask('by its id', by({ id: made.id, secret: made.secret }));
  await ask('by its name', by({ name, user, secret: made.secret }));
  await ask('with a wrong secret', by({ id: made.id, secret: 'wrong' }));
  const { project_name } = world.owner;
  await ask('with a scope', {
    auth: {
      ...by({ id: made.id, secret: made.secret }).auth,
      scope: { project: { name: project_name, domain: { id: 'default' } } },
    },
  });
}

/** Calls that no access rule names. */
async function accessRules({ name, owner, labels, afterwards }: Stage): Promise<void> {
  const own = `/users/${owner.session.userId}` as const;
  const made = { pick: (answer: Json) => ({ access_rules: answer.application_credential.access_rules }) };
  const signedIn = {
    ...anonymous,
    pick: ({ token }: Json) => ({
      access_rules: token.application_credential.access_rules,
      restricted: token.application_credential.restricted,
    }),
  };
  const path = `/types/${UNKNOWN}`;
  const { body } = await owner.call(
    'made',
    `POST identity ${own}/application_credentials`,
    {
      application_credential: {
        ...{ name, roles: [{ name: 'member' }] },
        access_rules: [{ service: 'volumev3', method: 'GET', path }],
      },
    },
    made,
  );
  const { id, secret, access_rules } = body.application_credential;
  labels.add(id, 'credential');
  afterwards(async () => {
    await owner.must(`DELETE identity ${own}/application_credentials/${id}`);
    // A rule outlives its credential if the cloud keeps rules of their own.
    for (const rule of access_rules) await owner.send(`DELETE identity ${own}/access_rules/${rule.id}`);
  });
  const auth = {
    auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } },
  };
  const { headers } = await owner.call('signed in', SIGN_IN, auth, signedIn);
  const token = headers['x-subject-token'] ?? '';
  await owner.call('volumes listed', 'GET volume /volumes', undefined, { token });
  await owner.call('a volume made', 'POST volume /volumes', { volume: { name, size: 1 } }, { token });
  await owner.call('servers listed', 'GET compute /servers', undefined, { token });
}

async function temporaryUser(stage: Stage): Promise<void> {
  const { admin, owner, labels, name, world, afterwards } = stage;
  const { projectId } = owner.session;
  const body = {
    user: {
      name,
      domain_id: 'default',
      default_project_id: projectId,
      password: PASSWORD,
      enabled: true,
      description: 'Temporary user of a volume migration; can be deleted when no migration runs',
      options: {
        ignore_change_password_upon_first_use: true,
        ignore_password_expiry: true,
        ignore_lockout_failure_attempts: true,
      },
    },
  };
  const made = await admin.send('POST identity /users', body);
  const id: string = made.body.user.id;
  labels.add(id, 'user');
  afterwards(async () => await admin.send(`DELETE identity /users/${id}`));
  await admin.must(`DELETE identity /users/${id}`);
  const again = await admin.call('made', 'POST identity /users', body);
  const user: string = again.body.user.id;
  labels.add(user, 'user');
  afterwards(async () => await admin.send(`DELETE identity /users/${user}`));
  await admin.call('made twice', 'POST identity /users', body);
  await admin.call('found by name', `GET identity /users?name=${name}&domain_id=default`);
  await admin.call('not found by name', 'GET identity /users?name=nobody&domain_id=default');
  await admin.call('its role', 'GET identity /roles?name=member');
  await admin.call('no such role', 'GET identity /roles?name=no-role');
  const { roles } = await admin.must('GET identity /roles?name=member');
  const grants = (who: string, project: string, role: string) =>
    `PUT identity /projects/${project}/users/${who}/roles/${role}` as const;
  const auth = byPassword({ id: user, password: PASSWORD }, { id: projectId });
  // Not signed in before: a Keystone of several processes may cache for a while that it had no role.
  await admin.call('granted', grants(user, projectId, roles[0].id));
  await admin.call('granted twice', grants(user, projectId, roles[0].id));
  await admin.call('an unknown role granted', grants(user, projectId, NO_ID));
  await admin.call('granted in an unknown project', grants(user, NO_ID, roles[0].id));
  await admin.call('granted to nobody', grants(NO_ID, projectId, roles[0].id));
  const signed = await admin.call('signed in', SIGN_IN, auth, anonymous);
  const actor = stage.actor('user', sessionOf(world.authUrl, signed));
  await actor.call('another password, by itself', `PATCH identity /users/${user}`, {
    user: { password: 'another' },
  });
  await admin.call('another password', `PATCH identity /users/${user}`, {
    user: { password: `${PASSWORD}-2`, enabled: true },
  });
  await admin.call('signed in with the old password', SIGN_IN, auth, anonymous);
  await admin.call('deleted', `DELETE identity /users/${user}`);
  await admin.call('deleted twice', `DELETE identity /users/${user}`);
  await admin.call('changed when gone', `PATCH identity /users/${user}`, { user: { password: PASSWORD } });
  await admin.call('signed in when gone', SIGN_IN, auth, anonymous);
}

async function forbidden({ owner, admin, name }: Stage): Promise<void> {
  const own = owner.session.projectId;
  await owner.call('a user made', 'POST identity /users', { user: { name, domain_id: 'default' } });
  await owner.call('users listed', 'GET identity /users?name=alice&domain_id=default');
  await owner.call('a user changed', `PATCH identity /users/${admin.session.userId}`, {
    user: { password: 'x' },
  });
  await owner.call('a user deleted', `DELETE identity /users/${admin.session.userId}`);
  await owner.call('roles listed', 'GET identity /roles?name=member');
  const { roles } = await admin.must('GET identity /roles?name=member');
  const path = `/projects/${own}/users/${owner.session.userId}/roles/${roles[0].id}`;
  await owner.call('a role granted', `PUT identity ${path}`);
  await owner.call('its own project', `GET identity /projects/${own}`);
  await owner.call('another project', `GET identity /projects/${admin.session.projectId}`);
  await admin.call('any project', `GET identity /projects/${own}`);
  await admin.call('an unknown project', `GET identity /projects/${NO_ID}`);
}

async function malformed({ admin }: Stage): Promise<void> {
  await admin.call('a user without a name', 'POST identity /users', { user: { domain_id: 'default' } });
  await admin.call('a user of an unknown domain', 'POST identity /users', {
    user: { name: 'x', domain_id: NO_ID },
  });
  await admin.call('no such path', `GET identity /nothing/${UNKNOWN}`);
}

/** A domain by its ID, for users who may read it. */
async function domains({ admin, owner }: Stage): Promise<void> {
  await admin.call('the default domain', 'GET identity /domains/default');
  await admin.call('an unknown domain', `GET identity /domains/${NO_ID}`);
  await owner.call('by a member', 'GET identity /domains/default');
}

/** An invalid token, and none at all, everywhere. */
async function tokens({ admin }: Stage): Promise<void> {
  const requests = ['GET identity /users', 'GET volume /types', 'GET compute /servers'] as const;
  for (const request of requests) {
    await admin.call('with a token that is none', request, undefined, { token: 'no-token' });
    await admin.call('with no token', request, undefined, { token: false });
  }
}

export const identity: readonly Scenario[] = [
  { name: 'identity/signing in', run: signIn },
  { name: 'identity/an application credential', run: credential },
  { name: 'identity/access rules', run: accessRules },
  { name: 'identity/the temporary user', run: temporaryUser },
  { name: 'identity/what a member may not', run: forbidden },
  { name: 'identity/malformed', run: malformed },
  { name: 'identity/domains', run: domains },
  { name: 'identity/tokens', run: tokens },
];
