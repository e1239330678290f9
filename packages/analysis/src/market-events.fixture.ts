/** Events by hand, for the tests of what is read off them. */
import {
  accountId,
  type EventMap,
  eventSequence,
  instrumentId,
  liquidationId,
  type MarketEvent,
  PLAIN_CONTRACT,
  priceTicks,
  quoteMicros,
  ratePpm,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import { createRunMetrics, type RunMetrics } from './run-metrics.ts';

export const base = (timeMs: number, sequence = 1) => ({
  sequence: eventSequence(sequence),
  causeSequence: eventSequence(0),
  timeMs: simulatedMs(timeMs),
});

export const BTC = instrumentId(0);
export const SOL = instrumentId(1);

export function listed(symbol: string, instrument: typeof BTC): MarketEvent {
  return {
    kind: 'instrumentListed',
    ...base(0),
    instrumentId: instrument,
    specification: {
      ...PLAIN_CONTRACT,
      symbol,
      tickSize: '0.1',
      lotSize: '0.001',
      microsPerTickLot: 100,
      sizeLotsMin: sizeLots(1),
      sizeLotsMax: sizeLots(1_000_000),
      priceTicksMax: priceTicks(10_000_000),
      priceBandPpm: ratePpm(50_000),
      makerFeePpm: ratePpm(200),
      takerFeePpm: ratePpm(500),
      liquidationFeePpm: ratePpm(12_500),
      riskTiers: [],
    },
  };
}

export function marked(timeMs: number, instrument: typeof BTC, [mark, index]: [number, number]): MarketEvent {
  return {
    kind: 'markPriceChanged',
    ...base(timeMs),
    instrumentId: instrument,
    markTicks: priceTicks(mark),
    indexTicks: priceTicks(index),
    previousMarkTicks: priceTicks(mark),
    causeLiquidationId: liquidationId(0),
  };
}

export function halted(
  timeMs: number,
  instrument: typeof BTC | null,
  reason: 'command' | 'circuit-breaker',
): MarketEvent {
  return {
    kind: 'tradingHalted',
    ...base(timeMs),
    instrumentId: instrument,
    reason,
    untilMs: simulatedMs(0),
  };
}

export function resumed(timeMs: number, instrument: typeof BTC | null): MarketEvent {
  return { kind: 'tradingResumed', ...base(timeMs), instrumentId: instrument };
}

export function started(
  timeMs: number,
  ids: { id: number; parent?: number; wave?: number; account?: number; mode?: 'isolated' | 'cross' },
): MarketEvent {
  return {
    kind: 'liquidationStarted',
    ...base(timeMs),
    liquidationId: liquidationId(ids.id),
    accountId: accountId(ids.account ?? ids.id),
    mode: ids.mode ?? 'isolated',
    instrumentId: BTC,
    leg: 'both',
    equityMicros: quoteMicros(0),
    maintenanceMicros: quoteMicros(1),
    wave: ids.wave ?? 1,
    parentLiquidationId: liquidationId(ids.parent ?? 0),
    shockSequence: eventSequence(7),
  };
}

export function filled(
  timeMs: number,
  id: number,
  rest: Partial<EventMap['liquidationFilled']>,
): MarketEvent {
  return {
    kind: 'liquidationFilled',
    ...base(timeMs),
    liquidationId: liquidationId(id),
    accountId: accountId(id),
    instrumentId: BTC,
    mode: 'isolated',
    stage: 'book',
    positionSide: 'buy',
    priceTicks: priceTicks(1_000_000),
    sizeLots: sizeLots(1),
    notionalMicros: quoteMicros(100_000_000),
    leverage: 10,
    counterpartyAccountId: accountId(99),
    ...rest,
  };
}

export function feed(events: readonly MarketEvent[]): RunMetrics {
  const metrics = createRunMetrics();
  for (const event of events) {
    (metrics.sink[event.kind] as (value: MarketEvent) => void)(event);
  }
  return metrics;
}

export const context = {
  scenario: 'by-hand',
  seed: '42',
  stateHash: '0123456789abcdef',
  commands: 12,
  simulatedMs: 120_000,
  wallMs: 5,
  conservationErrorMicros: 0n,
};
