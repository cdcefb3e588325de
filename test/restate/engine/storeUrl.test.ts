// The URL of a store on Restate.
import { describe, expect, test } from 'vitest';
import { resumeCommand } from '../../../src/journal/resumeCommand.ts';
import { openRestateStore } from '../../../src/restate/index.ts';

describe('the URL of a store', () => {
  test.each([
    ['restate+http://127.0.0.1:8080', 'restate+http://127.0.0.1:8080'],
    ['restate+https://restate.example.com/', 'restate+https://restate.example.com'],
    ['restate+https://proxy.example.com/restate/', 'restate+https://proxy.example.com/restate'],
  ])('%s is accepted', (given, url) => {
    expect(openRestateStore(given).url).toBe(url);
  });

  test.each([
    ['http://127.0.0.1:8080', 'expected restate+http://HOST:PORT'],
    ['restate+ftp://127.0.0.1', 'expected restate+http://HOST:PORT'],
    ['restate+http://', 'expected restate+http://HOST:PORT'],
    ['restate+http://a?b=c', 'it must not contain ? or #'],
    ['restate+http://user@a?b', 'it must not contain a user or a password; it must not contain ? or #'],
  ])('%s is refused with every problem', (given, why) => {
    expect(() => openRestateStore(given)).toThrow(
      expect.objectContaining({ code: 'InvalidStoreUrl', message: expect.stringContaining(why) }),
    );
  });

  test('with a password is refused without repeating it', () => {
    expect(() => openRestateStore('restate+http://user:swordfish@a')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('swordfish') }),
    );
  });

  test.each([
    'restate+https://a',
    'restate+http://127.0.0.1:8080',
    'restate+http://[::1]:8080',
  ])('%s accepts a token', (url) => {
    expect(openRestateStore(url, { token: 'swordfish' }).url).toBe(url);
  });

  test.each([
    ['restate+http://10.0.0.1:8080', 'swordfish', 'your token would be sent to 10.0.0.1:8080 unencrypted'],
    [
      'restate+https://a',
      'sword fish\n',
      'the token contains characters that a bearer token must not contain',
    ],
  ])('%s with the token %j is refused without repeating the token', (url, token, why) => {
    const opened = (): unknown => openRestateStore(url, { token });
    expect(opened).toThrow(expect.objectContaining({ message: expect.stringContaining(why) }));
    expect(opened).toThrow(expect.not.objectContaining({ message: expect.stringContaining('sword') }));
  });

  test('is what commands about its runs name', () => {
    const { url } = openRestateStore('restate+http://127.0.0.1:8080');
    expect(resumeCommand('3f9c2d1a', url)).toBe(
      'volume-migrate resume 3f9c2d1a --store restate+http://127.0.0.1:8080',
    );
  });
});
