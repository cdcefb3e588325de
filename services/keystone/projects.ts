// Reads the names of projects, for messages.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';

const projectSchema = z.object({ project: z.object({ name: z.string() }) });

/** `GET /v3/projects/{id}`: the name of a project; null if this user may not read it, or it is gone. */
export async function getProjectName(
  cloud: Cloud,
  projectId: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const path = `/projects/${encodeURIComponent(projectId)}`;
  try {
    const { body } = await cloud.request(
      { service: 'identity', method: 'GET', path, expected: [200], schema: projectSchema },
      signal,
    );
    return body.project.name;
  } catch (error) {
    if (error instanceof CloudError && (error.code === 'Forbidden' || error.code === 'NotFound')) return null;
    throw error;
  }
}
