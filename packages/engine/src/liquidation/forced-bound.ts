/** At which prices a position is closed by force, as the venue has it (rules L6, L16, L17, L20, D1). */
import type { PositionPlace } from '../account/fills.ts';
import { opposite, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { positionMaintenanceMicros, positionNotionalMicros } from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { bandEdgeTicks } from '../matching/price-band.ts';
import { bankruptcyPriceTicks, withinPrices } from './bankruptcy-price.ts';
import { fillableBoundTicks, nearBankruptcyTicks } from './forced-price.ts';
import { heldLots, type Liquidation, placeIn, rowIn } from './liquidation.ts';
import { scopeMargin } from './scope-margin.ts';

/** The price at which the fund takes over: the bankruptcy price, or the mark where that is too far away (rule L20). */
export function takeoverTicks(market: Market, at: PositionPlace): number {
  const { instrument } = at;
  const ticks = withinPrices(instrument, bankruptcyPriceTicks(market, at));
  return nearBankruptcyTicks(ticks, instrument.markTicks, market.rules.bankruptcyDeviationPpmMax);
}

/** The price at which what the fund does not take is deleveraged (rule D1). */
export function deleveragingTicks(
  market: Market,
  instrument: InstrumentState,
  bankruptcyTicks: number,
): number {
  switch (market.rules.deleveragingPrice) {
    case 'bankruptcy':
      return bankruptcyTicks;
    case 'mark':
      return instrument.markTicks;
    case 'previous-mark':
      return instrument.previousMarkTicks === 0 ? instrument.markTicks : instrument.previousMarkTicks;
  }
}

/** The fillable price of a position: the further equity is below maintenance, the further from the mark (rule L17). */
function fillableTicks(market: Market, liquidation: Liquidation, instrument: InstrumentState): number {
  const { forcedPriceBound } = market.rules;
  const row = rowIn(market, liquidation, instrument);
  const direction = signOf(market.positions.sizeLots(row));
  const { markTicks, specification } = instrument;
  if (forcedPriceBound.kind !== 'fillable') return markTicks;
  return fillableBoundTicks(
    { direction, markTicks, priceTicksMax: specification.priceTicksMax },
    forcedPriceBound,
    {
      ...scopeMargin(market, liquidation),
      positionMaintenanceMicros: positionMaintenanceMicros(market, instrument, row),
      positionNotionalMicros: positionNotionalMicros(market, instrument, row),
    },
  );
}

/** The worst price at which the next forced order may trade. */
export function forcedBoundTicks(
  market: Market,
  liquidation: Liquidation,
  instrument: InstrumentState,
): number {
  switch (market.rules.forcedPriceBound.kind) {
    case 'bankruptcy':
      return takeoverTicks(market, placeIn(liquidation, instrument));
    case 'band': {
      const direction = opposite(signOf(heldLots(market, liquidation, instrument)));
      return bandEdgeTicks(instrument, direction, instrument.specification.priceBandPpm);
    }
    case 'fillable':
      return fillableTicks(market, liquidation, instrument);
  }
}
