import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answerWhileStarting } from './answer-while-starting.ts';

test('whoever comes too early is told to come again, until there is somebody to answer', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  const stop = answerWhileStarting(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;

  const early = await fetch(url);
  expect(early.status).toBe(503);
  expect(early.headers.get('retry-after')).toBe('1');
  expect((await fetch(`${url}ready`)).status).toBe(503);
  const health = await fetch(`${url}health`);
  expect(health.status).toBe(200);
  expect(await health.json()).toEqual({ status: 'starting' });
  const upgraded = await new Promise<string>((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'GET /socket.io/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
    });
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
  });
  expect(upgraded).toMatch(/^HTTP\/1\.1 503 /);

  stop();
  server.on('request', (_request, response) => response.end('here'));
  expect(await (await fetch(url)).text()).toBe('here');
});
