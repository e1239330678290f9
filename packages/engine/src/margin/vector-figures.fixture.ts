/** The figures of a case, read off the engine in the unit of the case. */
import { MarginDecimal } from '@spillway/margin';
import type { EventMap } from '@spillway/protocol';
import { TRADER, targetView, type VectorMarket } from './vector-market.fixture.ts';

/** The rule that each figure shows. */
export const RULES = {
  liquidationPrice: 'M9',
  bankruptcyPrice: 'L6',
  initialMargin: 'M1',
  maintenanceMargin: 'M2',
  maintenanceRate: 'M2',
  equity: 'M3',
  marginRatio: 'L1',
  isLiquidatable: 'L1',
  isolatedMargin: 'A9',
  unrealisedProfit: 'M3',
  fundingPaid: 'F3',
  crossEquity: 'M3',
  crossMaintenanceMargin: 'M2',
  fillablePrice: 'L17',
} as const;

export type FigureName = keyof typeof RULES;

/** The liquidation of the trader, where the marks of the case led to one. */
function liquidation({ bench }: VectorMarket): EventMap['liquidationStarted'] | undefined {
  return bench.of('liquidationStarted').find((event) => event.accountId === TRADER);
}

interface Backing {
  readonly equityMicros: number;
  readonly maintenanceMicros: number;
}

/** Equity and maintenance of the account in cross, as the liquidation tells them where there was one. */
function crossOf(market: VectorMarket): Backing {
  const { crossEquityMicros, crossMaintenanceMicros } = market.bench.account(TRADER);
  return (
    liquidation(market) ?? { equityMicros: crossEquityMicros, maintenanceMicros: crossMaintenanceMicros }
  );
}

/** The same of what stands behind the position. */
function backingOf(market: VectorMarket): Backing {
  if (market.target.input.mode === 'cross') return crossOf(market);
  const { bucketMicros, unrealisedPnlMicros, maintenanceMarginMicros } = targetView(market);
  return (
    liquidation(market) ?? {
      equityMicros: bucketMicros + unrealisedPnlMicros,
      maintenanceMicros: maintenanceMarginMicros,
    }
  );
}

/** The limit of the first forced order of the position; null where there was none. */
function forcedTicks({ bench, target }: VectorMarket): number | null {
  const forced = bench.of('orderAccepted').find((order) => {
    return order.liquidationId !== 0 && order.instrumentId === target.instrument;
  });
  return forced?.priceTicks ?? null;
}

/** Of a position that is gone, what was in its bucket and what was lost of it. */
function isolatedMicros(market: VectorMarket): { bucketMicros: number; profitMicros: number } {
  const started = liquidation(market);
  const { bucketMicros, unrealisedPnlMicros } = targetView(market);
  if (started === undefined) return { bucketMicros, profitMicros: unrealisedPnlMicros };
  return {
    bucketMicros: market.bucketMicros,
    profitMicros: started.equityMicros - market.bucketMicros,
  };
}

/** A figure of the engine in the unit of its case. */
export function actualOf(market: VectorMarket, name: FigureName): MarginDecimal | boolean | null {
  const { bench, target } = market;
  const isDue = liquidation(market) !== undefined;
  const quote = (micros: number) => new MarginDecimal(micros).div(1e6);
  const price = (ticks: number | null) =>
    ticks === null ? null : new MarginDecimal(target.specification.tickSize).mul(ticks);
  switch (name) {
    case 'isLiquidatable':
      return isDue;
    case 'liquidationPrice':
      return price(targetView(market).liquidationPriceTicks);
    case 'bankruptcyPrice':
      return price(isDue ? forcedTicks(market) : targetView(market).bankruptcyPriceTicks);
    case 'fillablePrice':
      return price(forcedTicks(market));
    case 'initialMargin':
      return quote(targetView(market).initialMarginMicros);
    case 'maintenanceMargin':
      return quote(isDue ? backingOf(market).maintenanceMicros : targetView(market).maintenanceMarginMicros);
    case 'maintenanceRate':
      return quote(targetView(market).maintenanceMarginMicros).div(quote(target.lots * target.markTicks));
    case 'equity':
      return quote(backingOf(market).equityMicros);
    case 'marginRatio':
      return new MarginDecimal(backingOf(market).maintenanceMicros).div(backingOf(market).equityMicros);
    case 'isolatedMargin':
      return quote(isolatedMicros(market).bucketMicros);
    case 'unrealisedProfit':
      return quote(isolatedMicros(market).profitMicros);
    case 'fundingPaid':
      return quote(
        -(bench.of('fundingPaid').find(({ accountId }) => accountId === TRADER)?.amountMicros ?? 0),
      );
    case 'crossEquity':
      return quote(crossOf(market).equityMicros);
    case 'crossMaintenanceMargin':
      return quote(crossOf(market).maintenanceMicros);
  }
}

/** The tolerance of the case, or one step of the engine where that is larger. */
export function toleranceOf(tolerance: string, name: FigureName, { target }: VectorMarket): MarginDecimal {
  const step = name.endsWith('Price') ? target.specification.tickSize : '0.000001';
  return MarginDecimal.max(tolerance, step);
}
