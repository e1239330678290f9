/** Runs the market from outside: what an administrator does in a load test, and the server's own totals. */
import type { RunState, SeatTotals } from '@spillway/protocol/wire';
import { ExchangeClient, type ExchangeResult } from './exchange-client.ts';
import type { SessionHost } from './session-host.ts';

export interface OperatorOptions {
  readonly serverUrl: string;
  readonly adminToken: string;
}

const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Connects as the administrator, does one thing, and leaves.
 * @throws {Error} when the exchange refuses or does not answer: without its operator a load test means nothing.
 */
async function asOperator<Value>(
  host: SessionHost,
  { serverUrl, adminToken }: OperatorOptions,
  act: (client: ExchangeClient) => Promise<ExchangeResult<Value>>,
): Promise<Value> {
  const client = new ExchangeClient(host, {
    serverUrl,
    auth: { adminToken },
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  try {
    const joined = await client.joined;
    if (joined.kind !== 'joined')
      throw new Error(`the operator could not connect: ${JSON.stringify(joined)}`);
    const result = await act(client);
    if (result.kind === 'accepted') return result.value;
    throw new Error(`the operator was refused: ${JSON.stringify(result)}`);
  } finally {
    client.close();
  }
}

/** Gives the exchange a new run of the scenario, and starts it. */
export async function resetMarket(
  host: SessionHost,
  options: OperatorOptions & { readonly scenario: string; readonly seed: string },
): Promise<RunState> {
  const { scenario, seed } = options;
  return await asOperator(host, options, async (client) => {
    const reset = await client.request('runReset', { scenario, seed });
    return reset.kind === 'accepted' ? await client.request('runStart') : reset;
  });
}

export function shockMarket(
  host: SessionHost,
  options: OperatorOptions & { readonly percent: number },
): Promise<RunState> {
  return asOperator(host, options, (client) => client.request('runShock', { percent: options.percent }));
}

export function pauseMarket(host: SessionHost, options: OperatorOptions): Promise<RunState> {
  return asOperator(host, options, (client) => client.request('runPause'));
}

export function fetchSeatTotals(host: SessionHost, options: OperatorOptions): Promise<SeatTotals> {
  return asOperator(host, options, (client) => client.request('seatTotals'));
}
