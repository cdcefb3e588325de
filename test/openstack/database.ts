// The real cloud's own database, for states that no API sets.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RowChanges } from '../e2e/unusualWorld.ts';
import { cloudHome } from './realWorld.ts';

/** Runs statements on one of the databases (MariaDB of test/openstack/cloud: a socket, no password). */
export async function sql(database: 'cinder' | 'nova', statements: string): Promise<void> {
  const socket = join(cloudHome(), 'run/mysqld.sock');
  await promisify(execFile)('mariadb', ['--no-defaults', '-S', socket, database, '-e', statements]);
}

/** A text as SQL writes it. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** Sets a volume's row without any check. */
export async function setVolumeRow(
  id: string,
  { encrypted, typeId, sizeGib, metadata = {}, imageMetadata = {} }: RowChanges,
): Promise<void> {
  const set = [
    ...(encrypted === undefined ? [] : [`encryption_key_id = ${encrypted ? quoted(randomUUID()) : 'NULL'}`]),
    ...(typeId === undefined ? [] : [`volume_type_id = ${quoted(typeId)}`]),
    ...(sizeGib === undefined ? [] : [`size = ${sizeGib}`]),
  ];
  if (set.length > 0) await sql('cinder', `UPDATE volumes SET ${set.join(', ')} WHERE id = ${quoted(id)}`);
  for (const [key, value] of Object.entries(metadata)) await addPair('volume_metadata', id, key, value);
  for (const [key, value] of Object.entries(imageMetadata))
    await addPair('volume_glance_metadata', id, key, value);
}

async function addPair(table: string, id: string, key: string, value: string): Promise<void> {
  const values = `NOW(), 0, ${quoted(id)}, ${quoted(key)}, ${quoted(value)}`;
  const columns = 'created_at, deleted, volume_id, `key`, value';
  await sql('cinder', `INSERT INTO ${table} (${columns}) VALUES (${values})`);
}

/** A backup of the volume, as the list of backups shows it. */
export async function addBackup(volumeId: string, projectId: string): Promise<void> {
  const columns = 'created_at, deleted, id, volume_id, project_id, status, display_name, size, object_count';
  const values = `NOW(), 0, ${quoted(randomUUID())}, ${quoted(volumeId)}, ${quoted(projectId)}, 'available', 'nightly', 1, 1`;
  await sql('cinder', `INSERT INTO backups (${columns}, num_dependent_backups) VALUES (${values}, 0)`);
}
