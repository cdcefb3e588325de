// Version documents, and microversions in and out of range.
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';

const rootOf = (url: string): string => url.replace(/(\/v\d+(\.\d+)?)(\/.*)?$/, '$1');

async function documents({ admin }: Stage): Promise<void> {
  for (const service of ['volume', 'compute'] as const) {
    const url = rootOf(admin.session.urls[service]);
    await admin.call(service, `GET ${service} /`, undefined, { url, version: '' });
  }
}

const ASKED = [
  ['volume', 'volume 3.999'],
  ['volume', 'volume 2.0'],
  ['volume', 'volume three'],
  ['volume', 'volume latest'],
  ['volume', 'volume 3.0'],
  ['volume', 'compute 2.60'],
  ['volume', ''],
  ['compute', 'compute 2.999'],
  ['compute', 'compute 3.0'],
  ['compute', 'compute two'],
  ['compute', 'compute latest'],
  ['compute', 'volume 3.70'],
  ['compute', ''],
] as const;

async function asked(stage: Stage): Promise<void> {
  const { admin, owner, vm1 } = stage;
  const id = await stage.volume('volume', 'alpha');
  for (const [service, version] of ASKED) {
    const request =
      service === 'volume'
        ? (`GET volume /volumes/${id}` as const)
        : (`GET compute /servers/${vm1}` as const);
    await admin.call(`${service}: ${version || 'nothing'}`, request, undefined, { version });
  }
  await owner.call('an empty list', 'GET compute /servers?name=no-such-server');
}

async function paths({ admin, vm1 }: Stage): Promise<void> {
  await admin.call('no such path of Cinder', 'GET volume /nothing');
  await admin.call('no such path of Nova', 'GET compute /nothing');
  await admin.call('no such method of Nova', `PATCH compute /servers/${vm1}`, {});
  await admin.call(
    'no such method of a list of Nova',
    `DELETE compute /servers/${vm1}/os-volume_attachments`,
  );
  await admin.call('no such method of Cinder', 'DELETE volume /volumes');
}

export const microversions: readonly Scenario[] = [
  { name: 'microversions/documents', run: documents },
  { name: 'microversions/asked for', run: asked },
  { name: 'microversions/paths', run: paths },
];
