import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { portTrouble } from './port.mjs';
import { refusalOfPort } from './start-command.mjs';

test('a port that something listens on is trouble, and no longer once that has gone', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await portTrouble('127.0.0.1', port)).toBe('EADDRINUSE');
  await new Promise((resolve) => server.close(resolve));
  expect(await portTrouble('127.0.0.1', port)).toBeUndefined();
});

test('an address that is not of this machine is trouble', async () => {
  expect(await portTrouble('192.0.2.1', 0)).toBe('EADDRNOTAVAIL');
});

test.each([
  [4000, '4001'],
  [65_535, '65534'],
])('a busy port %i is answered with one line that offers %s', (port, other) => {
  const line = refusalOfPort({ host: '127.0.0.1', port }, 'EADDRINUSE');
  expect(line).toContain(`npm start -- --port ${other}`);
  expect(line).not.toContain('\n');
});
