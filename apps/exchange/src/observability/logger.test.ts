import { describe, expect, test } from 'vitest';
import { LineSampler } from './line-sampler.ts';
import { createLogger } from './logger.ts';

function linesOf(
  log: (logger: ReturnType<typeof createLogger>) => void,
  format: 'json' | 'text' = 'json',
): string {
  let written = '';
  const destination = {
    write: (line: string): void => {
      written += line;
    },
  };
  log(createLogger({ format, level: 'debug', secrets: ['open sesame'], destination }));
  return written;
}

describe('a logger', () => {
  test.each(['adminToken', 'seatToken', 'token', 'authorization', 'auth', 'key', 'secret', 'requestId'])(
    'removes what is called %s, however deep',
    (name) => {
      const line = linesOf((logger) =>
        logger.info({ [name]: 'xyz-1', handshake: { [name]: 'xyz-2', auth: { [name]: 'xyz-3' } } }, 'm'),
      );
      expect(line).not.toContain('xyz');
      expect(line).toContain('[removed]');
    },
  );

  test.each([
    ['a secret that it was told of', 'they said open sesame twice', 'they said [removed] twice'],
    ['a token in an address', 'see http://localhost/#token=abc', 'see http://localhost/#token=[removed]'],
    ['a bearer', 'Authorization: Bearer abc', 'Authorization: Bearer [removed]'],
    ['a word as long as a token', `x ${'a1-_'.repeat(8)} y`, 'x [removed] y'],
  ])('removes %s from texts', (_what, text, expected) => {
    const { fault } = JSON.parse(linesOf((logger) => logger.info({ fault: text }, 'm'))) as { fault: string };
    expect(fault).toBe(expected);
  });

  test('keeps what is no secret, such as the hash of a state', () => {
    const hash = 'ab12'.repeat(16);
    expect(linesOf((logger) => logger.info({ hash }, 'm'))).toContain(hash);
  });

  test('writes text for people: time, level, what, and the particulars', () => {
    const line = linesOf((logger) => logger.warn({ seat: 'Ada L', count: 3, who: null }, 'refused'), 'text');
    expect(line).toMatch(/^\d\d:\d\d:\d\d WARN {2}refused seat="Ada L" count=3 who=null\n$/);
  });

  test('writes a fault with its stack', () => {
    const line = linesOf((logger) => logger.error({ err: new Error('broke') }, 'fault'), 'text');
    expect(line).toMatch(/ERROR fault\n {2}Error: broke\n {6}at /);
  });
});

test('a sampler lets so many lines through, and says how many it left out', () => {
  let nowMs = 0;
  const sampler = new LineSampler({ burst: 2, perSecond: 1 }, () => nowMs);
  const taken = [sampler.take(), sampler.take(), sampler.take(), sampler.take()];
  expect(taken).toEqual([0, 0, null, null]);
  nowMs = 1_000;
  expect(sampler.take()).toBe(2);
});
