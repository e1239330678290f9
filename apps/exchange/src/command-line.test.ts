import { describe, expect, test } from 'vitest';
import { DEFAULT_PORT, HELP, parseCommandLine } from './command-line.ts';

function faultOf(argumentList: readonly string[], environment: Record<string, string> = {}): string {
  const parsed = parseCommandLine(argumentList, environment);
  return parsed.kind === 'fault' ? parsed.line : parsed.kind;
}

describe('the command line', () => {
  test('without anything plays October 2025 on port 4000 of this machine', () => {
    expect(parseCommandLine([], {})).toEqual({
      kind: 'start',
      options: {
        scenario: undefined,
        seed: undefined,
        speed: undefined,
        port: DEFAULT_PORT,
        host: '127.0.0.1',
        dataFolder: undefined,
        isNewRun: false,
        isNewAdminToken: false,
        journalFolder: undefined,
        isPaused: false,
        adminToken: undefined,
        metricsToken: undefined,
        tracesEndpoint: undefined,
        logFormat: undefined,
        logLevel: 'info',
        allowedOrigins: [],
      },
    });
  });

  test('takes every flag, and a flag before a variable', () => {
    const flags = '--scenario quiet-day --seed 7 --speed 0.5 --port 0 --host ::1 --paused';
    const folders =
      '--data live --new-run --new-admin-token --journal runs --log-format text --log-level warn';
    const parsed = parseCommandLine(
      [...flags.split(' '), ...folders.split(' '), '--allow-origin', 'http://localhost:3000/'],
      {
        PORT: '5000',
        HOST: '0.0.0.0',
        SPILLWAY_ADMIN_TOKEN: 'sixteen-letters-or-more',
        SPILLWAY_METRICS_TOKEN: 'sixteen-letters-of-metrics',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
      },
    );
    expect(parsed).toEqual({
      kind: 'start',
      options: {
        scenario: 'quiet-day',
        seed: '7',
        speed: 0.5,
        port: 0,
        host: '::1',
        dataFolder: 'live',
        isNewRun: true,
        isNewAdminToken: true,
        journalFolder: 'runs',
        isPaused: true,
        adminToken: 'sixteen-letters-or-more',
        metricsToken: 'sixteen-letters-of-metrics',
        tracesEndpoint: 'http://localhost:4318',
        logFormat: 'text',
        logLevel: 'warn',
        allowedOrigins: ['http://localhost:3000'],
      },
    });
  });

  test('takes PORT and HOST from the environment', () => {
    const parsed = parseCommandLine([], { PORT: '5000', HOST: '0.0.0.0' });
    expect(parsed).toMatchObject({ options: { port: 5_000, host: '0.0.0.0' } });
  });

  test.each([
    [['--port', '70000'], '--port: expected a whole number from 0 to 65535, got "70000" (see --help)'],
    [['--port', ''], '--port: expected a whole number from 0 to 65535, got "" (see --help)'],
    [['--speed', 'fast'], '--speed: expected a number from 0.1 to 1000, got "fast" (see --help)'],
    [['--speed', '0'], '--speed: expected a number from 0.1 to 1000, got "0" (see --help)'],
    [['--log-format', 'xml'], '--log-format: expected json, text, got "xml" (see --help)'],
    [['--seed', ''], '--seed: expected a value, got "" (see --help)'],
    [
      ['--allow-origin', 'http://localhost:3000/path'],
      '--allow-origin: expected an origin such as http://localhost:3000, got "http://localhost:3000/path" (see --help)',
    ],
  ])('%j is refused in one line', (argumentList, line) => {
    expect(faultOf(argumentList)).toBe(line);
  });

  test.each([[['--sead', '7']], [['october-2025']], [['--seed']]])(
    '%j is refused in one line',
    (argumentList) => {
      expect(faultOf(argumentList)).toMatch(/^[^\n]+ \(see --help\)$/);
    },
  );

  test('refuses a weak admin token rather than serving with it', () => {
    expect(faultOf([], { SPILLWAY_ADMIN_TOKEN: '' })).toBe(
      'SPILLWAY_ADMIN_TOKEN: expected at least 16 characters, got 0; unset it for a random one (see --help)',
    );
    expect(faultOf([], { PORT: 'x' })).toBe(
      'PORT: expected a whole number from 0 to 65535, got "x" (see --help)',
    );
  });

  test('help names every flag', () => {
    expect(parseCommandLine(['--help'], {})).toEqual({ kind: 'help' });
    for (const flag of ['scenario', 'seed', 'speed', 'paused', 'port', 'host', 'journal', 'allow-origin']) {
      expect(HELP).toContain(`--${flag} `);
    }
  });
});
