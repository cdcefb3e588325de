// Volume types of a suite's own on a real cloud.
import { randomUUID } from 'node:crypto';
import type { MadeType, TypeSeed } from '../e2e/unusualWorld.ts';
import type { OwnProject } from './ownProject.ts';

/** Makes a type, with encryption and QoS where they are asked for. */
export async function makeType({ admin, name: prefix }: OwnProject, seed: TypeSeed): Promise<MadeType> {
  const name = `${prefix}-${seed.name}-${randomUUID().slice(0, 4)}`;
  const { volume_type } = await admin.must('volumev3', 'POST', '/types', {
    volume_type: {
      name,
      extra_specs: seed.extraSpecs ?? {},
      'os-volume-type-access:is_public': seed.isPublic ?? true,
    },
  });
  const { id } = volume_type;
  if (seed.encrypted === true) {
    const luks = {
      provider: 'luks',
      control_location: 'front-end',
      cipher: 'aes-xts-plain64',
      key_size: 256,
    };
    await admin.must('volumev3', 'POST', `/types/${id}/encryption`, { encryption: luks });
  }
  if (seed.qos !== undefined) {
    const { consumer, specs } = seed.qos;
    const { qos_specs } = await admin.must('volumev3', 'POST', '/qos-specs', {
      qos_specs: { name, consumer, ...specs },
    });
    await admin.must('volumev3', 'GET', `/qos-specs/${qos_specs.id}/associate?vol_type_id=${id}`);
  }
  return { id, name };
}

/** Removes a type and its QoS. */
export async function removeType({ admin }: OwnProject, { id }: MadeType): Promise<void> {
  const { body } = await admin.call('volumev3', 'GET', `/types/${id}`);
  await admin.call('volumev3', 'DELETE', `/types/${id}`);
  const qos = body?.volume_type?.qos_specs_id;
  if (typeof qos === 'string') await admin.call('volumev3', 'DELETE', `/qos-specs/${qos}?force=true`);
}
