import { createRunMetrics, summarise } from '@spillway/analysis';
import {
  accountId,
  assetId,
  eventSequence,
  instrumentId,
  liquidationId,
  priceTicks,
  quoteMicros,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import { SPILLWAY_HOUSE } from '@spillway/venues';
import { expect, test } from 'vitest';
import { summaryText } from './summary-text.ts';

const startsAt = '2025-10-10T20:45:00Z';
const context = {
  scenario: 'by-hand',
  seed: '7',
  stateHash: '0123456789abcdef',
  commands: 1234,
  simulatedMs: 600_000,
  wallMs: 2345,
  conservationErrorMicros: 0n,
};
const BITCOIN = SPILLWAY_HOUSE.instruments['BTCUSDT'];

function at(timeMs: number) {
  return { sequence: eventSequence(1), causeSequence: eventSequence(0), timeMs: simulatedMs(timeMs) };
}

/** One isolated long of 10,000 that the book closes, and one cross long of 5,000 that the fund takes over. */
function metricsByHand() {
  const metrics = createRunMetrics();
  if (BITCOIN === undefined) throw new Error('the house lists no BTCUSDT');
  metrics.sink.instrumentListed({ ...at(0), instrumentId: instrumentId(0), specification: BITCOIN });
  metrics.sink.insuranceFundChanged({
    ...at(0),
    assetId: assetId(0),
    reason: 'contribution',
    deltaMicros: quoteMicros(500_000_000),
    balanceMicros: quoteMicros(500_000_000),
    liquidationId: liquidationId(0),
  });
  for (const [id, mode, parent] of [
    [1, 'isolated', 0],
    [2, 'cross', 1],
  ] as const) {
    const ids = {
      liquidationId: liquidationId(id),
      accountId: accountId(id),
      instrumentId: instrumentId(0),
      mode,
    };
    metrics.sink.liquidationStarted({
      ...at(120_000),
      ...ids,
      leg: 'both',
      equityMicros: quoteMicros(0),
      maintenanceMicros: quoteMicros(1),
      wave: parent + 1,
      parentLiquidationId: liquidationId(parent),
      shockSequence: eventSequence(0),
    });
    metrics.sink.liquidationFilled({
      ...at(120_000),
      ...ids,
      stage: mode === 'isolated' ? 'book' : 'insurance',
      positionSide: 'buy',
      priceTicks: priceTicks(1_000_000),
      sizeLots: sizeLots(100),
      notionalMicros: quoteMicros(mode === 'isolated' ? 10_000_000_000 : 5_000_000_000),
      leverage: 10,
      counterpartyAccountId: accountId(0),
    });
  }
  return metrics;
}

test('a run with a cascade, in words and columns', () => {
  const metrics = metricsByHand();
  const text = summaryText({ summary: summarise(metrics, context), metrics, startsAt });
  expect(text.split('\n')).toEqual([
    'by-hand, seed 7: 20:45:00 to 20:55:00 UTC, 1,234 commands, 0 trades, in 2.3 s',
    '',
    'Liquidations        2; closed by force, in the quote currency:',
    '                            isolated           cross            both',
    '  BTCUSDT                     10,000           5,000          15,000',
    '  all                         10,000           5,000          15,000',
    '',
    'Who paid',
    '  traders                          0  margin of the positions closed by force',
    '  insurance fund                   0  bad debt, and losses on positions it took over',
    '  winners                          0  profit forgone by auto-deleveraging',
    '  everybody                        0  losses shared among accounts in profit',
    '',
    'Insurance fund      500 at the start, 500 at the end, 500 at its lowest',
    'Auto-deleveraging   none',
    'Worst minute        20:47, 15,000, 100.0 % of all that was closed by force',
    'Waves               2 deep; 50.0 % of the liquidations were caused by another',
    'Largest cascade     2 liquidations, 15,000, from 20:47:00',
    'Deepest fall        BTCUSDT 0.0 %',
    'Money               conserved to the millionth',
    'State hash          0123456789abcdef',
  ]);
});

test('halts have a line when there were any', () => {
  const metrics = metricsByHand();
  metrics.sink.tradingHalted({
    ...at(120_000),
    instrumentId: null,
    reason: 'circuit-breaker',
    untilMs: simulatedMs(185_000),
  });
  metrics.sink.tradingResumed({ ...at(185_000), instrumentId: null });
  const text = summaryText({ summary: summarise(metrics, context), metrics, startsAt });
  expect(text).toContain(
    'Halts               1, 1 of them by a circuit breaker; stood still for BTCUSDT 00:01:05',
  );
});

test('money that is not conserved is shouted', () => {
  const metrics = createRunMetrics();
  const summary = summarise(metrics, { ...context, conservationErrorMicros: -1n });
  const text = summaryText({ summary, metrics, startsAt: null });
  expect(text).toContain('NOT CONSERVED: off by -0.000001');
  expect(text).toContain('Liquidations        none');
  expect(text).toMatch(/^by-hand, seed 7: 00:00:00 to 00:10:00, /);
});
