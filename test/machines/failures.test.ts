// Failures that are not the chart's own: what services and ports reject with, and what happens if there are two.
import { expect, test } from 'vitest';
import { byAttachment, toNode, toWatchVolume } from './reached.ts';
import { seen, walk } from './walk.ts';

test("a service's refusal is reported with its own words, status and request ID", () => {
  const fault = {
    name: 'ServiceError',
    code: 'Forbidden',
    message: 'no',
    reasons: ['r'],
    status: 403,
    requestId: 'req-1',
    uncertain: false,
  };
  const { context } = walk(toNode, [{ type: 'xstate.error.actor.getVolume', error: fault }]);
  expect(context.failure).toEqual(fault);
});

test.each([
  ['an error', new TypeError('x is undefined'), 'x is undefined'],
  ['a text', 'text', 'text'],
  ['nothing', null, 'null'],
  ['an error with a code', Object.assign(new Error('e'), { code: 'c', uncertain: false }), 'e'],
  ['an object without a code', { uncertain: false }, '[object Object]'],
  ['an object without uncertain', { code: 'c' }, '[object Object]'],
])('%s that is not a Fault is an error of this program, and may have had its effect', (_, error, message) => {
  const { context } = walk(toNode, [{ type: 'xstate.error.actor.getVolume', error }]);
  expect(context.failure).toEqual({
    name: 'InternalError',
    code: 'Internal',
    message,
    reasons: [],
    status: null,
    requestId: null,
    uncertain: true,
  });
});

test('of two failures the first is kept', () => {
  const first = walk(byAttachment, [...toWatchVolume, seen(null)]).context.failure;
  const { context } = walk(byAttachment, [
    ...toWatchVolume,
    seen(null),
    { type: 'xstate.error.actor.listMessages', error: new Error('second') },
    { type: 'xstate.error.actor.deleteDestinationVolume', error: new Error('third') },
  ]);
  expect(context.failure).toEqual(first);
});
