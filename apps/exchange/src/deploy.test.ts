/** The container, the unit and the proxies of `deploy/`, as far as they can be held to the exchange without running them. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type CommandLine, parseCommandLine } from './command-line.ts';
import { SETTINGS } from './configuration/settings.ts';
import { openExchange } from './exchange.fixture.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = 'apps/exchange/src/main.ts';
const STOP_SECONDS_MAX = 3;
const ORIGIN = 'https://exchange.example.org';

function readDeploy(name: string): string {
  return readFileSync(join(ROOT, 'apps/exchange/deploy', name), 'utf8');
}

function optionsOf(argumentList: readonly string[], environment: Record<string, string> = {}): CommandLine {
  const parsed = parseCommandLine(argumentList, environment);
  if (parsed.kind !== 'start') throw new Error(parsed.kind === 'fault' ? parsed.line : parsed.kind);
  return parsed.options;
}

/** Whether this Node.js knows such flags of its own. */
function areNodeFlags(flags: readonly string[]): boolean {
  return spawnSync(process.execPath, [...flags, '--eval', '0']).status === 0;
}

describe('the Dockerfile', () => {
  /** Instructions with their arguments; lines that go on are joined. */
  const instructions = readDeploy('Dockerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1).trim()] as const);
  const lastStage = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
  const argumentOf = (wanted: string): string => lastStage.find(([name]) => name === wanted)?.[1] ?? '';
  const environment = Object.fromEntries(
    argumentOf('ENV')
      .split(' ')
      .map((pair) => pair.split('=') as [string, string]),
  );

  test('has two stages on the Node.js that the repository runs on', () => {
    const bases = instructions.filter(([name]) => name === 'FROM').map(([, base]) => base);
    expect(bases).toEqual(['node:24-bookworm-slim AS build', 'node:24-bookworm-slim']);
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(devDependencies.node).toMatch(/^24\./);
  });

  test('runs as nobody in particular, who owns the data and nothing else', () => {
    expect(argumentOf('USER')).toBe('10001:10001');
    expect(argumentOf('RUN')).toContain('--owner=10001 --group=10001 --mode=0700 /data');
    expect(lastStage.filter(([name, text]) => name === 'COPY' && text.includes('--chown'))).toEqual([]);
    expect(argumentOf('VOLUME')).toBe(environment['SPILLWAY_DATA']);
  });

  test('sets what the exchange knows, and opens the port that it listens on', () => {
    const variables = [...SETTINGS.values()].map(({ variable }) => variable);
    expect(
      Object.keys(environment).filter((name) => name !== 'NODE_ENV' && !variables.includes(name)),
    ).toEqual([]);
    expect(optionsOf([], environment)).toMatchObject({ host: '0.0.0.0', port: 4_000, dataFolder: '/data' });
    expect(argumentOf('EXPOSE')).toBe(environment['PORT']);
    expect(argumentOf('STOPSIGNAL')).toBe('SIGTERM');
  });

  test('starts what is there, with flags that are known', () => {
    const [program, ...rest] = JSON.parse(argumentOf('ENTRYPOINT')) as string[];
    const script = rest.indexOf(MAIN);
    expect(program).toBe('node');
    expect(areNodeFlags(rest.slice(0, script))).toBe(true);
    expect(rest.slice(script + 1)).toEqual([]);
  });

  test('copies what is there or is built', () => {
    const copied = lastStage.filter(([name]) => name === 'COPY').map(([, text]) => text.split(' ')[1] ?? '');
    const built = ['/app/node_modules', '/app/apps/console/out'];
    const missing = copied.filter(
      (from) => !built.includes(from) && !existsSync(join(ROOT, from.slice('/app/'.length))),
    );
    expect(copied.length).toBeGreaterThan(4);
    expect(missing).toEqual([]);
    expect(readFileSync(join(ROOT, 'package.json'), 'utf8')).toContain('"apps/*"');
  });

  test('asks for the health of the exchange as it answers', async () => {
    const [, ...script] = JSON.parse(argumentOf('HEALTHCHECK').split('CMD ')[1] ?? '[]') as string[];
    const { url } = await openExchange();
    const check = async (port: string): Promise<number> => {
      const child = spawn(process.execPath, script, { cwd: ROOT, env: { ...process.env, PORT: port } });
      return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
    };
    expect(await check(new URL(url).port)).toBe(0);
    expect(await check('1')).toBe(1);
  });
});

describe('compose.yaml', () => {
  const { services, volumes } = parse(readDeploy('compose.yaml'));
  const { exchange } = services;

  test('takes from the container what it does not need', () => {
    expect(exchange).toMatchObject({
      user: '10001:10001',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      volumes: ['data:/data'],
    });
    expect(Object.keys(volumes)).toEqual(['data']);
  });

  test('reaches the exchange from this machine alone, and waits for its end', () => {
    expect(exchange.ports).toEqual(['127.0.0.1:4000:4000']);
    expect(Number.parseInt(exchange.stop_grace_period, 10)).toBeGreaterThan(STOP_SECONDS_MAX);
    expect(existsSync(join(ROOT, exchange.build.dockerfile))).toBe(true);
    expect(optionsOf([], exchange.environment)).toMatchObject({ allowedOrigins: [ORIGIN] });
  });
});

describe('the unit', () => {
  const text = readDeploy('spillway.service');
  const values = new Map(
    text.split('\n').flatMap((line) => {
      const [, name = '', value = ''] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
      return name === '' ? [] : [[name, value] as const];
    }),
  );
  const [node = '', ...command] = (values.get('ExecStart') ?? '').split(' ');

  test('starts what is there, with flags and settings that are known', () => {
    const script = command.indexOf(MAIN);
    const folder = `${values.get('WorkingDirectory')}/`;
    expect(existsSync(join(ROOT, MAIN))).toBe(true);
    expect(existsSync(join(ROOT, node.slice(folder.length)))).toBe(true);
    expect(areNodeFlags(command.slice(0, script))).toBe(true);
    const flags = command
      .slice(script + 1)
      .map((flag) =>
        flag === '/etc/spillway/exchange.yaml' ? join(ROOT, 'apps/exchange/deploy/exchange.yaml') : flag,
      );
    expect(optionsOf(flags)).toMatchObject({
      host: '127.0.0.1',
      port: 4_000,
      dataFolder: `/var/lib/${values.get('StateDirectory')}`,
      allowedOrigins: [ORIGIN],
    });
  });

  test('runs as its own user and writes its own folder', () => {
    expect(values.get('User')).toBe('spillway');
    expect(values.get('ProtectSystem')).toBe('strict');
    expect(values.get('StateDirectoryMode')).toBe('0700');
    expect(values.has('ReadWritePaths')).toBe(false);
  });

  test('leaves time for the end, and does not try a wrong setting again', () => {
    expect(values.get('KillSignal')).toBe('SIGTERM');
    expect(Number(values.get('TimeoutStopSec'))).toBeGreaterThan(STOP_SECONDS_MAX);
    expect(values.get('RestartPreventExitStatus')).toBe('2');
  });

  test('is understood by systemd, and confined by its measure, where there is one', () => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) return;
    const folder = mkdtempSync(join(tmpdir(), 'spillway-unit-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const unit = join(folder, 'spillway.service');
    writeFileSync(unit, text.replace(node, process.execPath));
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect({ status: verified.status, stderr: verified.stderr }).toEqual({ status: 0, stderr: '' });
    // Tenths of 0 (confined) to 10.
    execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit]);
  });
});

describe('the proxies', () => {
  test.each(['Caddyfile', 'nginx.conf'])(
    'of %s speak to the port of the exchange, for its origin',
    (name) => {
      const text = readDeploy(name);
      const { host, port } = optionsOf(['--config', join(ROOT, 'apps/exchange/deploy/exchange.yaml')]);
      expect(text).toContain(`${host}:${port}`);
      expect(text).toContain(new URL(ORIGIN).host);
    },
  );

  test('may ask under the address that they speak to, for pages of the origin that people see', async () => {
    const { url } = await openExchange({ allowedOrigins: [ORIGIN] });
    const ask = (origin: string): Promise<Response> =>
      fetch(`${url}/health`, { headers: { Origin: origin } });
    expect((await ask(ORIGIN)).status).toBe(200);
    expect((await ask('https://elsewhere.example.org')).status).toBe(403);
  });
});
