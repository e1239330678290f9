import { expect, test } from 'vitest';
import { readScenario } from './catalogue.ts';
import { overrideScenario } from './override-scenario.ts';
import { planSimulation } from './plan-simulation.ts';

const OCTOBER = readScenario('october-2025');

test('a scenario without halts lists instruments as the venue does', () => {
  const { halts, instruments } = planSimulation(OCTOBER, '1');
  expect(halts).toEqual([]);
  for (const { specification } of instruments) {
    expect(specification.circuitBreaker).toBeNull();
    expect(specification.tradingBand).toBeNull();
  }
});

test('circuit breaker and trading band of one instrument reach its specification, in parts per million and milliseconds', () => {
  const scenario = overrideScenario(OCTOBER, [
    'market.instruments.SOLUSDT.circuitBreaker={moveFraction: 0.07, windowSeconds: 300, haltSeconds: 1.5, scope: instrument}',
    'market.instruments.SOLUSDT.tradingBand={widthFraction: 0.05, referenceSeconds: 30}',
  ]);
  const [bitcoin, solana] = planSimulation(scenario, '1').instruments;
  expect(bitcoin?.specification.circuitBreaker).toBeNull();
  expect(solana?.specification.circuitBreaker).toEqual({
    movePpm: 70_000,
    windowMs: 300_000,
    haltMs: 1_500,
    scope: 'instrument',
  });
  expect(solana?.specification.tradingBand).toEqual({ widthPpm: 50_000, referenceMs: 30_000 });
});

test('halts have the number of their instrument and times after the start; null is the market, and the rest of the run', () => {
  const halts =
    'halts=[{symbol: SOLUSDT, from: "21:15", to: "+35:00"}, {symbol: null, from: "21:40", to: null}]';
  expect(planSimulation(overrideScenario(OCTOBER, [halts]), '1').halts).toEqual([
    { instrumentId: 1, timeMs: 30 * 60_000, untilMs: 35 * 60_000 },
    { instrumentId: null, timeMs: 55 * 60_000, untilMs: 0 },
  ]);
});
