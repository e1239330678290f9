/**
 * Who takes the other side of the leveraged population in the opening: hedgers, who hold the coin elsewhere
 * and are short (or long) the perpetual with little leverage. They are not forced out by a fall; as the
 * winners of one they are the ones who may be auto-deleveraged. When the perpetual is cheap against the index
 * they take profit: buy it back and give up the hedge.
 */
import { notionalMicros, quoteMicros, type SizeLots, sizeLots } from '@spillway/protocol';
import type { HolderPlan } from '../strategies/leveraged-holder.ts';
import type { HeldInstrument } from './draw-holders.ts';

export interface HedgerParameters {
  /** Hedgers for each instrument; they share the open imbalance evenly. */
  readonly countPerInstrument: number;
  readonly leverage: number;
  /** A hedger unwinds when the market is better for it than the index by this fraction… */
  readonly unwindGapFraction: number;
  /** … this share of its first size at a look… */
  readonly unwindShare: number;
  /** … with this mean time between two looks. */
  readonly lookMeanMs: number;
}

/** Deposit beyond the initial margin, for the fee of the opening trade. */
const OPENING_FEE_ALLOWANCE = 0.002;
/** Keeps hedgers solvent when the price moves against them: a multiple of the initial margin. */
const CAPITAL_MULTIPLE = 1.5;

/** Signed lots that the holders want of an instrument: positive when they are net long. */
export function netLots(holders: readonly HolderPlan[], instrument: HeldInstrument): number {
  let net = 0;
  for (const { positions } of holders) {
    for (const position of positions) {
      if (position.instrumentId !== instrument.instrumentId) continue;
      net += position.side === 'buy' ? position.sizeLots : -position.sizeLots;
    }
  }
  return net;
}

/** Splits `lots` into `parts` whole numbers that differ by at most one. */
function splitEvenly(lots: number, parts: number): readonly SizeLots[] {
  const base = Math.floor(lots / parts);
  const rest = lots - base * parts;
  return Array.from({ length: parts }, (_, index) => sizeLots(index < rest ? base + 1 : base));
}

/** Hedgers whose positions add up to exactly what the holders leave open. */
export function planHedgers(
  parameters: HedgerParameters,
  holders: readonly HolderPlan[],
  instruments: readonly HeldInstrument[],
): readonly HolderPlan[] {
  return instruments.flatMap((instrument) => {
    const net = netLots(holders, instrument);
    const { specification, openingTicks, instrumentId } = instrument;
    const shares = splitEvenly(Math.abs(net), parameters.countPerInstrument);
    return shares.flatMap((lots, index): HolderPlan[] => {
      if (lots < specification.sizeLotsMin) return [];
      const notional = notionalMicros(openingTicks, lots, specification);
      const deposit = (notional / parameters.leverage) * CAPITAL_MULTIPLE + notional * OPENING_FEE_ALLOWANCE;
      const position = {
        instrumentId,
        side: net > 0 ? ('sell' as const) : ('buy' as const),
        sizeLots: lots,
        leverage: parameters.leverage,
        bucketExtraMicros: quoteMicros(0),
      };
      return [
        {
          name: `hedger-${specification.symbol}-${index + 1}`,
          mode: 'cross',
          depositMicros: quoteMicros(Math.ceil(deposit)),
          positions: [position],
          reaction: {
            kind: 'unwind-at-gap',
            gapFraction: parameters.unwindGapFraction,
            share: parameters.unwindShare,
          },
          lookMeanMs: parameters.lookMeanMs,
        },
      ];
    });
  });
}
