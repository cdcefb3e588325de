// The size of what is submitted to Restate.
import { expect, test } from 'vitest';
import { openRestateStore } from '../../../src/restate/index.ts';

test('an order of more than 16 MiB is refused before anything is sent, with its size and what to do', async () => {
  // Nothing listens there.
  const store = openRestateStore('restate+http://127.0.0.1:9');
  const order = { workflow: 'plan', given: 'x'.repeat(20 * 2 ** 20), settings: {}, parent: null };
  await expect(store.submit('a', order)).rejects.toMatchObject({
    code: 'OrderTooLarge',
    message:
      'the plan is 21 MiB, and at most 16 MiB can be sent to Restate: split it into several smaller ones',
  });
  await expect(store.submit('a', { ...order, given: 'x' })).rejects.toMatchObject({
    code: 'StoreUnreachable',
  });
});
