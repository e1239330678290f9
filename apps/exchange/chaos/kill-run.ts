/**
 * An exchange under load is killed again and again. Afterwards: nothing that was acknowledged is lost, nothing is done
 * twice, and its journal leads to its state.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectSpillway, type SpillwayClient } from '@spillway/client';
import seedrandom from 'seedrandom';
import { DataDirectory } from '../src/live/data-directory.ts';
import { replayRunJournal } from '../src/live/replay-run-journal.ts';
import { type ChildOptions, ExchangeProcess } from './exchange-process.ts';
import { type BrokenPromise, Trader } from './trader.ts';

const TRADERS = 4;
/** Once it acknowledges, a process is under load for so long at most before it is killed. */
const LOAD_MS_MAX = 300;
/** Of simulated time. */
const WARM_UP_MS = 60_000;
const RETURN_MS_MAX = 30_000;
const POLL_MS = 5;

export interface KillRunOptions {
  readonly seed: string;
  /** Whether to go on after so many kills. */
  readonly isGoingOn: (kills: number) => boolean;
  readonly acknowledging: 'durable' | 'early';
  readonly onKill?: ((kills: number, acknowledged: number) => void) | undefined;
}

export interface KillRunOutcome {
  readonly kills: number;
  /** Orders and cancels that were acknowledged. */
  readonly acknowledged: number;
  readonly broken: readonly BrokenPromise[];
  /** The state hash of the exchange at the end, and the one that its journal leads to. */
  readonly liveStateHash: string;
  readonly replayedStateHash: string;
}

export async function runKills(options: KillRunOptions): Promise<KillRunOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-chaos-'));
  try {
    return await new KillRun(options, join(folder, 'data'), await freePort()).run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class KillRun {
  readonly #options: KillRunOptions;
  readonly #child: ChildOptions;
  readonly #random: () => number;
  readonly #traders: readonly Trader[];
  readonly #url: string;

  constructor(options: KillRunOptions, dataFolder: string, port: number) {
    this.#options = options;
    this.#url = `http://localhost:${port}`;
    const adminToken = randomBytes(24).toString('hex');
    this.#child = { dataFolder, port, adminToken, acknowledging: options.acknowledging };
    this.#random = seedrandom(`${options.seed}:kills`);
    this.#traders = Array.from({ length: TRADERS }, (_, index) => {
      const name = `trader-${index}`;
      return new Trader({ name, url: this.#url, random: seedrandom(`${options.seed}:${name}`) });
    });
  }

  async run(): Promise<KillRunOutcome> {
    let exchange = await ExchangeProcess.start(this.#child);
    try {
      await this.#warmUp();
      for (const trader of this.#traders) await trader.join();
      const trading = this.#traders.map((trader) => trader.trade());
      let kills = 0;
      for (; this.#options.isGoingOn(kills) && !this.#hasLost; kills += 1) {
        await this.#untilAcknowledging();
        await wait(LOAD_MS_MAX * this.#random());
        await exchange.kill();
        exchange = await ExchangeProcess.start(this.#child);
        this.#options.onKill?.(kills + 1, this.#acknowledged);
      }
      for (const trader of this.#traders) trader.stop();
      await Promise.all(trading);
      return await this.#judge(exchange, kills);
    } finally {
      for (const trader of this.#traders) trader.close();
      await exchange.kill();
    }
  }

  /** Lets the makers quote, so that the market is where the traders expect it. */
  async #warmUp(): Promise<void> {
    const operator = this.#connectOperator();
    await operator.step(WARM_UP_MS);
    await operator.start();
    operator.close();
  }

  #connectOperator(): SpillwayClient {
    return connectSpillway({ url: this.#url, adminToken: this.#child.adminToken });
  }

  get #acknowledged(): number {
    return this.#traders.reduce((sum, trader) => sum + trader.acknowledgedCount, 0);
  }

  /** Whether a promise is broken already: there is no need to go on. */
  get #hasLost(): boolean {
    return this.#traders.some((trader) => trader.hasGivenUp);
  }

  async #judge(exchange: ExchangeProcess, kills: number): Promise<KillRunOutcome> {
    const broken: BrokenPromise[] = [];
    for (const trader of this.#traders) broken.push(...(await trader.brokenPromises()));
    const operator = this.#connectOperator();
    await operator.pause();
    const { stateHash: liveStateHash } = await operator.seatTotals();
    operator.close();
    await exchange.stop();
    const data = new DataDirectory(this.#child.dataFolder);
    const { stateHash: replayedStateHash } = replayRunJournal(data, data.liveRunId ?? '');
    return { kills, acknowledged: this.#acknowledged, broken, liveStateHash, replayedStateHash };
  }

  /** Waits until the clients are back: a process that nobody speaks to has nothing to lose. */
  async #untilAcknowledging(): Promise<void> {
    const before = this.#acknowledged;
    for (let waitedMs = 0; this.#acknowledged === before && !this.#hasLost; waitedMs += POLL_MS) {
      if (waitedMs > RETURN_MS_MAX)
        throw new Error('no client came back to the exchange that was started anew');
      await wait(POLL_MS);
    }
  }
}

async function wait(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
