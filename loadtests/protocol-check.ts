/**
 * The protocol checks inside k6: the client against the official Socket.IO server; and that k6 draws the same load
 * from a seed as Node does. Started by `node loadtests/run.ts protocol`, which provides server and expectation.
 */
// @boundaries-ignore k6 brings this module; its package holds only the types
import { check } from 'k6';
// @boundaries-ignore k6 brings this module; its package holds only the types
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { readVariable } from './lib/k6-environment.ts';
import { createK6Host } from './lib/k6-host.ts';
import { protocolObjectives } from './lib/objectives.ts';
import { PROTOCOL_CHECKS } from './lib/protocol-checks.ts';
import { referencePlanChecksum } from './lib/reference-plan.ts';

export const options: Options = {
  scenarios: {
    protocol: {
      executor: 'per-vu-iterations',
      vus: 1,
      iterations: 1,
      maxDuration: '60s',
      gracefulStop: '5s',
    },
  },
  thresholds: protocolObjectives(PROTOCOL_CHECKS.length + 1),
  systemTags: ['scenario', 'check'],
};

const passed = new Counter('protocol_checks_passed');
const host = createK6Host({ clock: 'test' });

export default async function checkProtocol(): Promise<void> {
  const serverUrl = readVariable('SPILLWAY_PEER_URL');
  for (const { name, run } of PROTOCOL_CHECKS) {
    let problem: string | null = null;
    try {
      await run(host, serverUrl);
    } catch (error) {
      problem = String(error);
    }
    if (check(problem, { [name]: (found) => found === null })) passed.add(1);
    else console.error(`${name}: ${problem}`);
  }
  const checksum = referencePlanChecksum(readVariable('SPILLWAY_SEED'));
  const expected = Number(readVariable('SPILLWAY_PLAN_CHECKSUM'));
  if (check(checksum, { 'draws the same load as Node': (value) => value === expected })) passed.add(1);
  else console.error(`plans: ${checksum} in k6, ${expected} in Node`);
}
