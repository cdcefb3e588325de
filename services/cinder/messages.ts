// Cinder's messages about a volume.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { optionalText } from '../schema.ts';

const schema = z.object({ messages: z.array(z.object({ user_message: optionalText })) });

/**
 * `GET /messages?resource_uuid=…`: why a volume could not be created, in Cinder's own words; newest first.
 * Cinder has none for migrations and retypes. Source: cinder/api/v3/messages.py and cinder/message/.
 */
export async function listMessages(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { body } = await cloud.request(
    {
      service: 'volume',
      method: 'GET',
      path: '/messages',
      query: { resource_uuid: volumeId },
      expected: [200],
      schema,
    },
    signal,
  );
  return body.messages.flatMap((message) => message.user_message ?? []);
}
