/**
 * The leveraged population, drawn from published distributions: sizes are lognormal and very unequal,
 * leverage comes in buckets with given shares of open interest and falls with size.
 *
 * Every attribute of every holder has its own random stream, and the margin mode is `u < isolatedShare`: so
 * changing one parameter, or removing one holder, leaves every other draw as it was (common random numbers).
 */
import {
  type InstrumentId,
  type InstrumentSpecification,
  type MarginMode,
  notionalMicros,
  type PriceTicks,
  type QuoteMicros,
  quoteMicros,
  type Side,
  type SizeLots,
} from '@spillway/protocol';
import type { RandomStream } from '../agent.ts';
import { categorical, exponential, normalDistribution, standardNormal } from '../distributions.ts';
import { lotsForNotional } from '../order-commands.ts';
import type { HolderPlan, HolderPosition, HolderReaction } from '../strategies/leveraged-holder.ts';

/** Makes the stream of one owner and purpose; the same names always give the same draws. */
export type StreamFactory = (owner: string, purpose: string) => RandomStream;

/** An instrument that holders open positions in. */
export interface HeldInstrument {
  readonly instrumentId: InstrumentId;
  readonly specification: InstrumentSpecification;
  readonly openingTicks: PriceTicks;
  /** Relative frequency with which a holder's position is in this instrument. */
  readonly holderWeight: number;
}

export interface LeverageBucket {
  readonly leverage: number;
  /** Relative share of the open interest. */
  readonly openInterestWeight: number;
}

export interface HolderParameters {
  readonly count: number;
  /** Share of holders who trade isolated; the rest trade cross. */
  readonly isolatedShare: number;
  readonly longShare: number;
  /** Share of holders with a position in two instruments (half the size each). */
  readonly pairShare: number;
  readonly sizeMedianMicros: number;
  readonly sizeSigma: number;
  /** Sizes are cut here. */
  readonly sizeMicrosMax: number;
  /** Ascending by leverage. */
  readonly leverageBuckets: readonly LeverageBucket[];
  /** Correlation of the Gaussian copula between size and leverage; negative: the large use less. */
  readonly sizeLeverageCorrelation: number;
  /** Mean (exponential) of what a holder deposits beyond the initial margin, as a multiple of that margin. */
  readonly spareMarginMean: number;
  readonly stopOutShare: number;
  readonly addMarginShare: number;
  readonly reactionMeanMs: number;
}

/** Covers the fee of the opening trade, as a share of notional: never less than the taker fee of the venue. */
const OPENING_FEE_ALLOWANCE = 0.002;

/**
 * The size and leverage of one holder. With `size = median × exp(σ z₁)` and `z₂ = ρ z₁ + √(1 − ρ²) e`, the
 * open-interest-weighted law of z₂ is normal with mean ρσ (the lognormal tilts z₁ by σ), so the bucket at
 * `Φ(z₂ − ρσ)` has the given share of open interest, without looking at anybody else's draw.
 */
function drawSizeAndLeverage(
  name: string,
  parameters: HolderParameters,
  streams: StreamFactory,
): { sizeMicros: number; leverage: number } {
  const { sizeMedianMicros, sizeSigma, sizeMicrosMax, sizeLeverageCorrelation } = parameters;
  const sizeScore = standardNormal(streams(name, 'size'));
  const independentScore = standardNormal(streams(name, 'leverage'));
  const orthogonal = Math.sqrt(1 - sizeLeverageCorrelation * sizeLeverageCorrelation);
  const leverageScore = sizeLeverageCorrelation * sizeScore + orthogonal * independentScore;
  const uniform = normalDistribution(leverageScore - sizeLeverageCorrelation * sizeSigma);
  const weights = parameters.leverageBuckets.map(({ openInterestWeight }) => openInterestWeight);
  const bucket = parameters.leverageBuckets[categorical(uniform, weights)];
  if (bucket === undefined) throw new RangeError('leverageBuckets must name at least one bucket');
  const sizeMicros = Math.min(sizeMicrosMax, sizeMedianMicros * Math.exp(sizeSigma * sizeScore));
  return { sizeMicros, leverage: bucket.leverage };
}

/** The most leverage that the venue's tiers allow for a notional. */
export function leverageAllowed(notional: QuoteMicros, specification: InstrumentSpecification): number {
  let allowed = 1;
  for (const tier of specification.riskTiers) {
    if (tier.notionalFloorMicros <= notional) allowed = tier.leverageMax;
  }
  return allowed;
}

function drawInstruments(
  name: string,
  instruments: readonly HeldInstrument[],
  context: { readonly pairShare: number; readonly streams: StreamFactory },
): readonly HeldInstrument[] {
  const weights = instruments.map((instrument) => instrument.holderWeight);
  const random = context.streams(name, 'instrument');
  const first = categorical(random(), weights);
  const step = 1 + Math.floor(random() * Math.max(1, instruments.length - 1));
  const isPair = context.streams(name, 'pair')() < context.pairShare && instruments.length > 1;
  const chosen = isPair ? [first, (first + step) % instruments.length] : [first];
  return chosen.flatMap((index) => instruments[index] ?? []);
}

function drawReaction(name: string, parameters: HolderParameters, streams: StreamFactory): HolderReaction {
  const random = streams(name, 'reaction');
  const uniform = random();
  const lossShare = 0.3 + 0.5 * random();
  const addShare = 0.25 + 0.5 * random();
  if (uniform < parameters.stopOutShare) return { kind: 'stop-out', lossShare };
  if (uniform < parameters.stopOutShare + parameters.addMarginShare) {
    return { kind: 'add-margin', lossShare, addShare };
  }
  return { kind: 'hold' };
}

interface PositionWish {
  readonly side: Side;
  readonly sizeMicros: number;
  readonly leverage: number;
  /** Goes into an isolated bucket beyond the initial margin, as a multiple of that margin. */
  readonly bucketSpare: number;
}

function planPosition(
  instrument: HeldInstrument,
  wish: PositionWish,
): { position: HolderPosition; notional: QuoteMicros; initialMarginMicros: number } | null {
  const { specification, openingTicks } = instrument;
  const sizeLots: SizeLots = lotsForNotional(wish.sizeMicros, openingTicks, specification);
  if (sizeLots === 0) return null;
  const notional = notionalMicros(openingTicks, sizeLots, specification);
  const leverage = Math.min(wish.leverage, leverageAllowed(notional, specification));
  const initialMarginMicros = notional / leverage;
  const bucketExtraMicros = quoteMicros(Math.floor(initialMarginMicros * wish.bucketSpare));
  const { instrumentId } = instrument;
  const position = { instrumentId, side: wish.side, sizeLots, leverage, bucketExtraMicros };
  return { position, notional, initialMarginMicros };
}

/** Draws one holder; null when the size is below the smallest order of the venue. */
export function drawHolder(
  name: string,
  parameters: HolderParameters,
  market: { readonly instruments: readonly HeldInstrument[]; readonly streams: StreamFactory },
): HolderPlan | null {
  const { streams } = market;
  const { sizeMicros, leverage } = drawSizeAndLeverage(name, parameters, streams);
  const side: Side = streams(name, 'side')() < parameters.longShare ? 'buy' : 'sell';
  const mode: MarginMode = streams(name, 'mode')() < parameters.isolatedShare ? 'isolated' : 'cross';
  const spare = exponential(streams(name, 'spare-margin'), parameters.spareMarginMean);
  const bucketSpare = spare * streams(name, 'bucket')();
  const chosen = drawInstruments(name, market.instruments, { pairShare: parameters.pairShare, streams });
  const planned = chosen.flatMap(
    (instrument) =>
      planPosition(instrument, { side, sizeMicros: sizeMicros / chosen.length, leverage, bucketSpare }) ?? [],
  );
  if (planned.length === 0) return null;
  const depositMicros = planned.reduce(
    (sum, { notional, initialMarginMicros }) =>
      sum + Math.ceil(initialMarginMicros * (1 + spare) + notional * OPENING_FEE_ALLOWANCE),
    0,
  );
  return {
    name,
    mode,
    depositMicros: quoteMicros(depositMicros),
    positions: planned.map(({ position }) => position),
    reaction: drawReaction(name, parameters, streams),
    lookMeanMs: parameters.reactionMeanMs,
  };
}

/** Draws the whole population. Who is too small for the venue's smallest order is left out. */
export function drawHolders(
  parameters: HolderParameters,
  market: { readonly instruments: readonly HeldInstrument[]; readonly streams: StreamFactory },
): readonly HolderPlan[] {
  const plans: HolderPlan[] = [];
  for (let index = 1; index <= parameters.count; index += 1) {
    const plan = drawHolder(`holder-${index}`, parameters, market);
    if (plan !== null) plans.push(plan);
  }
  return plans;
}
