/** The instruments and rules that the benchmarks trade under. */
import {
  type InstrumentSpecification,
  type MarketRules,
  mulDivFloor,
  PPM,
  priceTicks,
  quoteMicros,
  type RiskTier,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import { flatTier, plainInstrument, plainRules } from '@spillway/testkit';
import { PRICE_TICKS_LIMIT } from './streams/order-stream.ts';

const MICROS_PER_QUOTE = 1_000_000;

interface TierTerms {
  readonly floorQuote: number;
  readonly ratePpm: number;
  readonly leverageMax: number;
}

/** Five tiers such as large venues state for a large coin. */
const TIERS: readonly TierTerms[] = [
  { floorQuote: 0, ratePpm: 4_000, leverageMax: 125 },
  { floorQuote: 50_000, ratePpm: 5_000, leverageMax: 100 },
  { floorQuote: 600_000, ratePpm: 10_000, leverageMax: 50 },
  { floorQuote: 3_000_000, ratePpm: 25_000, leverageMax: 20 },
  { floorQuote: 12_000_000, ratePpm: 50_000, leverageMax: 10 },
];

function riskTiers(): RiskTier[] {
  let amountMicros = 0;
  let previousPpm = TIERS[0]?.ratePpm ?? 0;
  return TIERS.map((tier) => {
    const floorMicros = tier.floorQuote * MICROS_PER_QUOTE;
    amountMicros += mulDivFloor(floorMicros, tier.ratePpm - previousPpm, PPM);
    previousPpm = tier.ratePpm;
    return {
      notionalFloorMicros: quoteMicros(floorMicros),
      maintenanceRatePpm: ratePpm(tier.ratePpm),
      maintenanceAmountMicros: quoteMicros(amountMicros),
      leverageMax: tier.leverageMax,
    };
  });
}

/** Where the order stream trades: fees, tiers, and a band that admits every price of the stream. */
export function streamInstrument(number: number): InstrumentSpecification {
  return plainInstrument({
    symbol: `STREAM${number}USDT`,
    tickSize: '0.1',
    lotSize: '0.001',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(100_000),
    priceTicksMax: priceTicks(PRICE_TICKS_LIMIT),
    priceBandPpm: ratePpm(999_999),
    makerFeePpm: ratePpm(200),
    takerFeePpm: ratePpm(500),
    riskTiers: riskTiers(),
  });
}

/** Of every instrument of the worlds below: 0.5 % of a notional is then a whole number of micros, and nothing rounds. */
export const MICROS_PER_TICK_LOT = 200;
const MAINTENANCE_PPM = 5_000;

/** Where accounts are liquidated: one tier of 0.5 %, no fees, so that a plain scan can say who is due. */
export function liquidationInstrument(
  number: number,
  terms: { readonly leverageMax: number },
): InstrumentSpecification {
  return plainInstrument({
    symbol: `MARGIN${number}USDT`,
    tickSize: '0.01',
    lotSize: '0.02',
    microsPerTickLot: MICROS_PER_TICK_LOT,
    sizeLotsMax: sizeLots(2_000_000),
    priceTicksMax: priceTicks(2_000_000),
    riskTiers: [flatTier(MAINTENANCE_PPM, terms.leverageMax)],
  });
}

/** Liquidates below maintenance and closes everything: what is due and what is closed can be said in one line each. */
export function plainCloseOut(changes: Partial<MarketRules> = {}): MarketRules {
  return plainRules({ isTriggerInclusive: false, closeOutScope: 'whole-account', ...changes });
}
