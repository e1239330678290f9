/**
 * A crowd for the search for due accounts: half of the accounts isolated (one position each, 2 to 50 times leveraged),
 * half cross (1 to 7 positions on one wallet), on 8 instruments whose marks walk by up to 3 basis points a step and
 * jump by 1 % once in 200. Beside it the plain answer: every account is asked, in sums that stand on their own feet.
 */
import { type Engine, quoteMicros, ratePpm, simulatedMs } from '@spillway/protocol';
import {
  contribute,
  flatTier,
  listInstrument,
  mark,
  plainInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { enterPosition } from '../account/enter-position.ts';
import { Xorshift128 } from '../book/book-stream.fixture.ts';
import { marketOf } from '../engine.ts';
import { instrumentAt, treasuryAt } from '../market.ts';
import { fileEveryAccount } from './file-account.ts';

const INSTRUMENTS = 8;
const FIRST_TICKS = 1_000_000;
const MICROS_PER_TICK_LOT = 10;
const MAINTENANCE_PPM = 5_000;
/** The fund and the account that takes the other side of everybody: a billion each, which nothing here can exhaust. */
const DEEP_POCKET = 1_000_000_000;

interface CrowdPosition {
  readonly instrument: number;
  readonly lots: number;
  readonly entryTicks: number;
}

/** Cash is the bucket of an isolated account, the wallet of one in cross. */
export interface CrowdAccount {
  readonly isIsolated: boolean;
  readonly cashMicros: number;
  readonly positions: readonly CrowdPosition[];
}

export interface MarkStep {
  readonly instrument: number;
  readonly markTicks: number;
}

function drawPosition(random: Xorshift128, instrument: number): CrowdPosition {
  const lots = (1 + random.below(1_000)) * (random.below(2) === 0 ? -1 : 1);
  return { instrument, lots, entryTicks: FIRST_TICKS + random.below(10_001) - 5_000 };
}

function drawAccount(random: Xorshift128, isIsolated: boolean): CrowdAccount {
  const first = random.below(INSTRUMENTS);
  const more = random.below(4) + (random.below(8) === 0 ? random.below(4) : 0);
  const positions = Array.from({ length: isIsolated ? 1 : 1 + more }, (_, place) =>
    drawPosition(random, (first + place) % INSTRUMENTS),
  );
  const costMicros = positions.reduce(
    (sum, { lots, entryTicks }) => sum + Math.abs(lots) * entryTicks * MICROS_PER_TICK_LOT,
    0,
  );
  return { isIsolated, cashMicros: Math.floor(costMicros / (2 + random.below(49))), positions };
}

/** Account n of the list has the number n + 1. Whoever would be due at once is left out. */
export function drawCrowd(seed: number, accountCount: number): CrowdAccount[] {
  const random = new Xorshift128(seed);
  const marks = new Array<number>(INSTRUMENTS).fill(FIRST_TICKS);
  const crowd: CrowdAccount[] = [];
  while (crowd.length < accountCount) {
    const account = drawAccount(random, crowd.length % 2 === 0);
    if (!isDue(account, marks)) crowd.push(account);
  }
  return crowd;
}

/** @param options.jumpOneIn - one step in so many is a jump of 1 %, up or down */
export function drawSteps(
  seed: number,
  options: { readonly count: number; readonly jumpOneIn: number },
): MarkStep[] {
  const random = new Xorshift128(seed);
  const marks = new Array<number>(INSTRUMENTS).fill(FIRST_TICKS);
  return Array.from({ length: options.count }, () => {
    const instrument = random.below(INSTRUMENTS);
    const isJump = random.below(options.jumpOneIn) === 0;
    const basisPoints = isJump ? 200 * random.below(2) - 100 : random.below(7) - 3;
    const markTicks = Math.round((marks[instrument] ?? 0) * (1 + basisPoints / 10_000));
    marks[instrument] = markTicks;
    return { instrument, markTicks };
  });
}

/** Equity at or below maintenance, each position's rounded up (rules L1, M2, M3). */
function isDue(account: CrowdAccount, marks: readonly number[]): boolean {
  let excessMicros = account.cashMicros;
  for (const { instrument, lots, entryTicks } of account.positions) {
    const markTicks = marks[instrument] ?? 0;
    const notionalMicros = Math.abs(lots) * markTicks * MICROS_PER_TICK_LOT;
    excessMicros += lots * (markTicks - entryTicks) * MICROS_PER_TICK_LOT;
    excessMicros -= Math.ceil((notionalMicros * MAINTENANCE_PPM) / 1_000_000);
  }
  return excessMicros <= 0;
}

/** The numbers of the accounts that each step makes due, ascending; whoever was due is closed and never asked again. */
export function scanCrowd(crowd: readonly CrowdAccount[], steps: readonly MarkStep[]): number[][] {
  const marks = new Array<number>(INSTRUMENTS).fill(FIRST_TICKS);
  const isClosed = new Uint8Array(crowd.length);
  return steps.map(({ instrument, markTicks }) => {
    marks[instrument] = markTicks;
    const due: number[] = [];
    for (const [place, account] of crowd.entries()) {
      if (isClosed[place] === 1 || !isDue(account, marks)) continue;
      isClosed[place] = 1;
      due.push(place + 1);
    }
    return due;
  });
}

/**
 * Puts a crowd into an empty market, past the book. What all of them hold together is held the other way round by one
 * more account, and the insurance fund takes over whatever is liquidated, so that no liquidation makes another.
 */
export function enterCrowd(engine: Engine, crowd: readonly CrowdAccount[]): void {
  const specification = {
    priceTicksMax: plainInstrument().priceTicksMax,
    riskTiers: [flatTier(MAINTENANCE_PPM, 100)],
  };
  const setup = [
    rules(plainRules({ closeOutScope: 'whole-account', insuranceInventoryPpmMax: ratePpm(5_000_000) })),
    ...Array.from({ length: INSTRUMENTS }, (_, id) =>
      listInstrument(plainInstrument({ ...specification, symbol: `CROWD${id}USDT` })),
    ),
    ...Array.from({ length: INSTRUMENTS }, (_, id) => mark(FIRST_TICKS, { instrument: id })),
    contribute(DEEP_POCKET),
  ];
  for (const command of setup) engine.apply({ ...command, timeMs: simulatedMs(0) });
  const market = marketOf(engine);
  const opposite = Array.from({ length: INSTRUMENTS }, () => ({ lots: 0, costMicros: 0 }));
  for (const [place, account] of crowd.entries()) {
    const slot = market.accounts.add(place + 1);
    if (!account.isIsolated) market.accounts.walletsMicros[slot] = account.cashMicros;
    for (const { instrument: id, lots, entryTicks } of account.positions) {
      const costMicros = lots * entryTicks * MICROS_PER_TICK_LOT;
      const other = opposite[id];
      if (other === undefined) throw new RangeError(`no instrument ${id}`);
      other.lots -= lots;
      other.costMicros -= costMicros;
      enterPosition(
        market,
        { slot, instrument: instrumentAt(market, id), leg: 0 },
        {
          sizeLots: lots,
          entryCostMicros: costMicros,
          bucketMicros: account.isIsolated ? account.cashMicros : 0,
          leverage: 1,
          isIsolated: account.isIsolated,
        },
      );
    }
    treasuryAt(market, 0).netDepositsMicros += BigInt(account.cashMicros);
  }
  const slot = market.accounts.add(crowd.length + 1);
  market.accounts.walletsMicros[slot] = quoteMicros(DEEP_POCKET * 1_000_000);
  treasuryAt(market, 0).netDepositsMicros += BigInt(DEEP_POCKET) * 1_000_000n;
  for (const [id, { lots, costMicros }] of opposite.entries()) {
    const values = { sizeLots: lots, entryCostMicros: costMicros, bucketMicros: 0, leverage: 1 };
    enterPosition(
      market,
      { slot, instrument: instrumentAt(market, id), leg: 0 },
      { ...values, isIsolated: false },
    );
  }
  market.positions.indexRows();
  fileEveryAccount(market);
}
