// Removes the volume types that cases have created on a real cloud.
import type { Client } from '../e2e/client.ts';

/** Removes the types and QoS whose names start with the prefix. */
export async function removeTypes(admin: Client, prefix: string): Promise<void> {
  const { volume_types } = await admin.must('volumev3', 'GET', '/types?is_public=None');
  for (const { id, name } of volume_types)
    if (name.startsWith(prefix)) await admin.call('volumev3', 'DELETE', `/types/${id}`);
  const { qos_specs } = await admin.must('volumev3', 'GET', '/qos-specs');
  for (const { id, name } of qos_specs)
    if (name.startsWith(prefix)) await admin.call('volumev3', 'DELETE', `/qos-specs/${id}?force=true`);
}
