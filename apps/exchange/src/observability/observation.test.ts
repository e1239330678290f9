import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createRequestListener } from '../http/answer-request.ts';
import { unbuiltSite } from '../http/static-site.ts';
import { Observation } from './observation.ts';

test('an exchange that is stopping is not ready, while it still answers', async () => {
  const observation = await Observation.begin({});
  onTestFinished(() => observation.close());
  const server = createServer(
    createRequestListener({
      site: unbuiltSite(),
      originRules: { boundHost: '127.0.0.1', allowedOrigins: [] },
      health: () => ({ status: 'ok' }),
      ready: observation.readiness,
      metrics: { contentType: 'text/plain', text: async () => '' },
      metricsToken: null,
      report: observation.report,
    }),
  );
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ready`;
  expect((await fetch(url)).status).toBe(200);
  observation.stopping();
  const stopping = await fetch(url);
  expect([stopping.status, await stopping.text()]).toEqual([503, 'stopping\n']);
});
