import { PLAIN_CONTRACT } from '@spillway/protocol';
import type {
  Frame,
  Hello,
  LiquidationRow,
  PricePoint,
  RunState,
  RunTotals,
  Snapshot,
} from '@spillway/protocol/wire';

/** Pieces of a run in the words of the wire, for tests: small, made by hand, with every figure stated. */

export const SAMPLE_RUN: RunState = {
  runId: 'run-1',
  scenario: 'sample',
  title: 'Sample',
  seed: '42',
  phase: 'running',
  speed: 60,
  simulatedMs: 0,
  durationMs: 600_000,
  startsAt: '2025-10-10T20:45:00Z',
  haltReason: null,
};

export const SAMPLE_TOTALS: RunTotals = {
  liquidationCount: 0,
  liquidationNotionalMicros: 0,
  byMode: { isolated: 0, cross: 0 },
  countByMode: { isolated: 0, cross: 0 },
  byInstrument: [],
  payers: { traderMarginMicros: 0, insuranceFundMicros: 0, autoDeleveragingMicros: 0, socialisedMicros: 0 },
  autoDeleveragedNotionalMicros: 0,
  insuranceFundMicros: 5_000_000,
  insuranceFundStartMicros: 5_000_000,
  tradeCount: 0,
  commandCount: 0,
  accountCount: 2,
  openInterestLots: [0],
};

export function sampleHello(run: RunState = SAMPLE_RUN): Hello {
  return {
    wireVersion: 1,
    run,
    instruments: [{ instrumentId: 0, specification: sampleSpecification() }],
    isAdmin: true,
    seat: null,
    rules: { leftover: 'fund', closeOutScope: 'largest-loss-first' },
  };
}

function sampleSpecification(): Hello['instruments'][number]['specification'] {
  return {
    ...PLAIN_CONTRACT,
    symbol: 'BTCUSDT',
    tickSize: '0.1',
    lotSize: '0.001',
    microsPerTickLot: 100,
    sizeLotsMin: 1,
    sizeLotsMax: 1_000_000,
    priceTicksMax: 10_000_000,
    priceBandPpm: 50_000,
    makerFeePpm: 200,
    takerFeePpm: 500,
    liquidationFeePpm: 5_000,
    riskTiers: [
      { notionalFloorMicros: 0, maintenanceRatePpm: 5_000, maintenanceAmountMicros: 0, leverageMax: 100 },
    ],
  } as unknown as Hello['instruments'][number]['specification'];
}

export function samplePrice(simulatedMs: number, markTicks: number): PricePoint {
  return {
    simulatedMs,
    instrumentId: 0,
    markTicks,
    indexTicks: markTicks,
    lastTicks: markTicks,
    bestBidTicks: markTicks - 1,
    bestAskTicks: markTicks + 1,
  };
}

export function sampleLiquidation(
  row: Partial<LiquidationRow> & Pick<LiquidationRow, 'sequence'>,
): LiquidationRow {
  return {
    simulatedMs: 0,
    liquidationId: row.sequence,
    parentLiquidationId: 0,
    accountId: 7,
    instrumentId: 0,
    mode: 'isolated',
    stage: 'book',
    positionSide: 'buy',
    priceTicks: 1_000_000,
    sizeLots: 10,
    notionalMicros: 1_000_000_000,
    leverage: 20,
    wave: 1,
    counterpartyAccountId: 9,
    shockLabel: '',
    ...row,
  };
}

export function sampleFrame(frame: Partial<Frame> = {}): Frame {
  return {
    runId: 'run-1',
    sequenceFrom: 1,
    sequenceTo: 1,
    simulatedMs: 1_000,
    prices: [],
    liquidations: [],
    shocks: [],
    halts: [],
    totals: SAMPLE_TOTALS,
    ...frame,
  };
}

export function sampleSnapshot(snapshot: Partial<Snapshot> = {}): Snapshot {
  return { ...sampleFrame({ simulatedMs: 0 }), run: SAMPLE_RUN, liquidationsOmitted: 0, ...snapshot };
}
