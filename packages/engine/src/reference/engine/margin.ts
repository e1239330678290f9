/** Initial and maintenance margin, equity (rules M1 to M3, M10 and M11). */
import type { RiskTier } from '@spillway/protocol';
import { notionalAtMark } from './contract.ts';
import { type Exact, exact, greatest, least, MILLION, ppmOf, roundUp, sumOf, ZERO } from './exact.ts';
import { crossHeldIn, type Held, pocketOf, totalUnrealised, unrealised } from './holdings.ts';
import type { Account, Holding, Instrument, Market } from './market.ts';

/** The tier of a notional: the last one whose floor it is above; the first one when there is no position. */
export function tierOf(instrument: Instrument, notional: Exact): RiskTier {
  const { riskTiers } = instrument.specification;
  const tier = riskTiers.findLast(({ notionalFloorMicros }) => notional.gt(notionalFloorMicros));
  const [first] = riskTiers;
  if (first === undefined) throw new RangeError('an instrument has a risk tier');
  return tier ?? first;
}

/** Fee rates of an account: of its tier, or of the last one that the instrument has (rule A15). */
export function feeRates(holding: Holding): { readonly makerFeePpm: number; readonly takerFeePpm: number } {
  const { makerFeePpm, takerFeePpm, feeTiers } = holding.instrument.specification;
  const tiers = [{ makerFeePpm, takerFeePpm }, ...feeTiers];
  return tiers[Math.min(holding.account.feeTier, tiers.length - 1)] ?? { makerFeePpm, takerFeePpm };
}

/** A fee on a notional, rounded up; a negative rate gives a rebate, which is thereby rounded towards zero (rule A5). */
export function feeOf(notional: Exact, feePpm: number): Exact {
  return roundUp(ppmOf(notional, feePpm));
}

/** What is added to maintenance for closing at mark (rule M11). */
function closingFee(market: Market, holding: Holding, notionalMark: Exact): Exact {
  return market.rules.isClosingFeeInMaintenance ? feeOf(notionalMark, feeRates(holding).takerFeePpm) : ZERO;
}

function tierMaintenance(instrument: Instrument, notional: Exact): Exact {
  if (notional.isZero()) return ZERO;
  const tier = tierOf(instrument, notional);
  return roundUp(ppmOf(notional, tier.maintenanceRatePpm)).sub(tier.maintenanceAmountMicros);
}

/** Maintenance of a notional at mark (rule M2). */
function maintenanceOfNotional(market: Market, holding: Holding, notional: Exact): Exact {
  return tierMaintenance(holding.instrument, notional).add(closingFee(market, holding, notional));
}

/** Whether maintenance of a position is taken on its notional of entry (rule M10). */
export function isOnEntry(market: Market, holding: Holding): boolean {
  return market.rules.maintenanceBasis === 'entry' && holding.mode === 'isolated';
}

export function maintenanceOf(market: Market, { holding, position }: Held): Exact {
  const notional = notionalAtMark(holding.instrument, position.sizeLots);
  if (notional.isZero()) return ZERO;
  if (!isOnEntry(market, holding)) return maintenanceOfNotional(market, holding, notional);
  return entryMaintenance({ holding, position }).add(closingFee(market, holding, notional));
}

/** Maintenance on the notional of entry, which no mark moves. */
export function entryMaintenance({ holding, position }: Held): Exact {
  return tierMaintenance(holding.instrument, position.costMicros.abs());
}

/** The leverage of a notional: the one chosen, or where none is chosen the largest of its tier (rule A2). */
export function leverageOf(market: Market, holding: Holding, notional: Exact): number {
  return market.rules.isLeverageChosen ? holding.leverage : tierOf(holding.instrument, notional).leverageMax;
}

/** Long lots of everybody, the fund's included. */
export function openInterestLots(market: Market, instrument: Instrument): number {
  const positions = market.accounts.flatMap((account) => account.holdings[instrument.id]?.positions ?? []);
  const longLots = positions.reduce((sum, { sizeLots }) => sum + Math.max(0, sizeLots), 0);
  return longLots + Math.max(0, instrument.inventoryLots);
}

/** `notional / leverage`, or at a rate that rises with open interest (rule M1). */
function atLeverage(
  market: Market,
  instrument: Instrument,
  of: { notional: Exact; leverage: number },
): Exact {
  const { notional, leverage } = of;
  const scaling = instrument.specification.openInterestScaling;
  const plain = roundUp(notional.div(leverage));
  if (scaling === null) return plain;
  const openInterest = notionalAtMark(instrument, openInterestLots(market, instrument));
  const above = least(openInterest, exact(scaling.upperMicros)).sub(scaling.lowerMicros);
  if (above.lte(0)) return plain;
  // 1/L + (1 − 1/L) × above / width, over one divisor.
  const width = exact(scaling.upperMicros).sub(scaling.lowerMicros);
  const ratePpm = roundUp(
    above
      .mul(leverage - 1)
      .add(width)
      .mul(MILLION)
      .div(width.mul(leverage)),
  );
  return roundUp(ppmOf(notional, ratePpm));
}

/** Initial margin of a notional at mark: at least one micro above its maintenance (rule M1). */
export function initialOfNotional(
  market: Market,
  holding: Holding,
  of: { readonly notional: Exact; readonly leverage: number },
): Exact {
  if (of.notional.isZero()) return ZERO;
  const maintenance = maintenanceOfNotional(market, holding, of.notional);
  return greatest(atLeverage(market, holding.instrument, of), maintenance.add(1));
}

/** Initial margin of a position, at a leverage other than its own when one is given. */
export function initialOf(market: Market, held: Held, leverage?: number): Exact {
  const { holding, position } = held;
  const notional = notionalAtMark(holding.instrument, position.sizeLots);
  if (notional.isZero()) return ZERO;
  const at = { notional, leverage: leverage ?? leverageOf(market, holding, notional) };
  return greatest(atLeverage(market, holding.instrument, at), maintenanceOf(market, held).add(1));
}

/** Bucket + unrealised profit and loss. */
export function isolatedEquity(held: Held): Exact {
  return held.position.bucketMicros.add(unrealised(held));
}

/** Wallet + unrealised profit and loss of every cross position in the asset. */
export function crossEquity(account: Account, assetId: number): Exact {
  return pocketOf(account, assetId).walletMicros.add(totalUnrealised(crossHeldIn(account, assetId)));
}

export function crossMaintenance(market: Market, account: Account, assetId: number): Exact {
  return sumOf(crossHeldIn(account, assetId).map((held) => maintenanceOf(market, held)));
}

/** Equity and maintenance of whatever is liquidated together. */
export interface Margin {
  readonly equity: Exact;
  readonly maintenance: Exact;
}

/** Equity has fallen to maintenance (rule L1). */
export function isShort(market: Market, { equity, maintenance }: Margin): boolean {
  if (!maintenance.gt(0)) return false;
  return market.rules.isTriggerInclusive ? equity.lte(maintenance) : equity.lt(maintenance);
}
