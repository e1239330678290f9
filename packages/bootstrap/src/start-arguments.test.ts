import { describe, expect, test } from 'vitest';
import { readStartArguments } from './start-arguments.mjs';

describe('the command line of npm start', () => {
  test('nothing said plays october-2025 on loopback, port 4000', () => {
    expect(readStartArguments([], {})).toEqual({
      kind: 'start',
      port: 4000,
      host: '127.0.0.1',
      exchangeArguments: [
        '--scenario',
        'october-2025',
        '--log-level',
        'warn',
        '--port',
        '4000',
        '--host',
        '127.0.0.1',
      ],
    });
  });

  test('flags reach the exchange, in both spellings', () => {
    const request = readStartArguments(
      ['--seed', '7', '--scenario=quiet-day', '--speed', '20', '--paused'],
      {},
    );
    expect(request).toMatchObject({
      exchangeArguments: [
        '--seed',
        '7',
        '--scenario',
        'quiet-day',
        '--speed',
        '20',
        '--log-level',
        'warn',
        '--port',
        '4000',
        '--host',
        '127.0.0.1',
        '--paused',
      ],
    });
  });

  test('a flag that may be repeated reaches the exchange as often', () => {
    const origins = ['--allow-origin', 'http://localhost:3000', '--allow-origin', 'http://localhost:3001'];
    const request = readStartArguments(origins, {});
    expect(request).toMatchObject({ exchangeArguments: expect.arrayContaining(origins) });
  });

  test.each([
    [['--log-level', 'debug'], {}, ['--log-level', 'debug']],
    [[], { SPILLWAY_LOG_LEVEL: 'debug' }, []],
  ])('%j with %j says how much is logged, and nobody else', (argv, env, expected) => {
    const request = readStartArguments(argv, env);
    const given = request.kind === 'start' ? request.exchangeArguments : [];
    const at = given.indexOf('--log-level');
    expect(at < 0 ? [] : given.slice(at, at + 2)).toEqual(expected);
    expect(given).not.toContain('warn');
  });

  test.each([
    [[], { PORT: '5000', HOST: '0.0.0.0' }, { port: 5000, host: '0.0.0.0' }],
    [['--port', '6000'], { PORT: '5000' }, { port: 6000, host: '127.0.0.1' }],
    [['--port=0', '--host', '::1'], { PORT: 'nonsense' }, { port: 0, host: '::1' }],
    [[], { PORT: '' }, { port: 4000, host: '127.0.0.1' }],
  ])('%j with %j listens on %j', (argv, env, expected) => {
    expect(readStartArguments(argv, env)).toMatchObject({ kind: 'start', ...expected });
  });

  test.each([
    [['--prot', '1'], {}, '"--prot" is not an option'],
    [['october-2025'], {}, '"october-2025" is not an option'],
    [['--seed'], {}, '--seed needs a value'],
    [['--seed='], {}, '--seed needs a value'],
    [['--port', '65536'], {}, '--port is "65536"; expected a port from 0 to 65535'],
    [['--port', '-1'], {}, '--port is "-1"'],
    [['--port', '4e3'], {}, '--port is "4e3"'],
    [[], { PORT: 'four' }, 'the variable PORT is "four"'],
  ])('%j with %j is refused in one line', (argv, env, words) => {
    const answer = readStartArguments(argv, env);
    expect(answer).toMatchObject({ kind: 'wrong', line: expect.stringContaining(words) });
    expect(JSON.stringify(answer)).not.toContain('\\n');
  });

  test('--help asks for help, whatever else is there', () => {
    expect(readStartArguments(['--seed', '7', '--help'], {})).toEqual({ kind: 'help' });
  });
});
