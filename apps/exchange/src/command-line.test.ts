import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HELP, parseCommandLine } from './command-line.ts';
import { DEFAULT_PORT, SETTINGS } from './configuration/settings.ts';

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
    for (const { flag, variable } of SETTINGS.values()) {
      expect(HELP).toContain(flag === null ? `  ${variable}: ` : `${flag} `);
      expect(HELP).toContain(variable ?? '');
    }
    expect(HELP.split('\n').filter((line) => line.length > 118)).toEqual([]);
  });
});

describe('a configuration file', () => {
  function fileOf(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'spillway-configuration-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'exchange.yaml');
    writeFileSync(file, text);
    return file;
  }

  const WHOLE = `
scenario: quiet-day
seed: 7
speed: 0.5
paused: true
port: 5001
host: 0.0.0.0
data: kept
journal: runs
allowOrigin: [http://localhost:3000/, https://example.org]
tracesEndpoint: http://localhost:4318
logFormat: json
logLevel: warn
`;

  test('says what flags say, and is named by a flag or a variable', () => {
    const file = fileOf(WHOLE);
    const options = {
      scenario: 'quiet-day',
      seed: '7',
      speed: 0.5,
      port: 5_001,
      host: '0.0.0.0',
      dataFolder: 'kept',
      isNewRun: false,
      isNewAdminToken: false,
      journalFolder: 'runs',
      isPaused: true,
      adminToken: undefined,
      metricsToken: undefined,
      tracesEndpoint: 'http://localhost:4318',
      logFormat: 'json',
      logLevel: 'warn',
      allowedOrigins: ['http://localhost:3000', 'https://example.org'],
    };
    expect(parseCommandLine(['--config', file], {})).toEqual({ kind: 'start', options });
    expect(parseCommandLine([], { SPILLWAY_CONFIG: file })).toEqual({ kind: 'start', options });
  });

  test.each([
    [[], {}, 'file'],
    [[], { SPILLWAY_SEED: 'variable' }, 'variable'],
    [['--seed', 'flag'], { SPILLWAY_SEED: 'variable' }, 'flag'],
    [['--seed', 'flag'], {}, 'flag'],
  ])('counts after flags and variables: %j, %j', (flags, environment, seed) => {
    const parsed = parseCommandLine(['--config', fileOf('seed: file'), ...flags], environment);
    expect(parsed).toMatchObject({ options: { seed } });
  });

  test('may be empty', () => {
    expect(parseCommandLine(['--config', fileOf('# nothing yet\n')], {})).toMatchObject({ kind: 'start' });
  });

  test.each([
    [
      'prot: 4000',
      /: no setting "prot" in a file; expected scenario, seed, speed, .*logLevel \(see --help\)$/,
    ],
    ['newRun: true', /: no setting "newRun" in a file; expected /],
    ['adminToken: sixteen-letters-or-more', /: no setting "adminToken" in a file; expected /],
    [
      'port: many',
      /exchange\.yaml: port: expected a whole number from 0 to 65535, got "many" \(see --help\)$/,
    ],
    ['port: "4000"', /exchange\.yaml: port: expected a whole number from 0 to 65535, got "4000"/],
    ['paused: maybe', /exchange\.yaml: paused: expected true or false, got "maybe"/],
    ['seed: [1]', /exchange\.yaml: seed: expected a value, got \[1\]/],
    [
      'allowOrigin: [example.org]',
      /allowOrigin: expected an origin such as http:\/\/localhost:3000, got "example\.org"/,
    ],
    ['- port', /exchange\.yaml: expected settings such as "port: 4000", one a line/],
    ['seed: 1\nseed: 2', /exchange\.yaml: line 2: Map keys must be unique.*; expected YAML/],
    ['seed: [1', /exchange\.yaml: line \d: .*; expected YAML/],
  ])('%j is refused in one line', (text, line) => {
    const fault = faultOf(['--config', fileOf(text)]);
    expect(fault).toMatch(line);
    expect(fault).not.toContain('\n');
  });

  test('that is not there is refused in one line', () => {
    expect(faultOf(['--config', 'nowhere.yaml'])).toBe(
      '--config: cannot read nowhere.yaml (no such file or directory); expected a YAML file (see --help)',
    );
  });

  test('a variable may hold a switch and a list', () => {
    const environment = {
      SPILLWAY_PAUSED: 'true',
      SPILLWAY_ALLOW_ORIGIN: 'http://a.example, http://b.example',
    };
    expect(parseCommandLine([], environment)).toMatchObject({
      options: { isPaused: true, allowedOrigins: ['http://a.example', 'http://b.example'] },
    });
    expect(faultOf([], { SPILLWAY_PAUSED: 'yes' })).toBe(
      'SPILLWAY_PAUSED: expected true or false, got "yes" (see --help)',
    );
  });
});
