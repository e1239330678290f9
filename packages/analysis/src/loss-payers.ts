/**
 * Who paid for the forced closes. A closed-out trader loses margin first; what that does not cover falls to
 * the insurance fund, then to the winners who are deleveraged, then to everybody in profit.
 */
import type {
  EventSink,
  LiquidationFinished,
  LiquidationStarted,
  LossSocialised,
  PositionChanged,
} from '@spillway/protocol';

/** Micros by who paid. What the fund pays later for inventory that it took over is in its own path. */
export interface PayerTotals {
  /** Net losses and fees of forced closes that the closed-out traders paid themselves. */
  readonly traderMarginMicros: bigint;
  readonly insuranceFundMicros: bigint;
  /** Profit that deleveraged winners had to forgo. */
  readonly autoDeleveragingMicros: bigint;
  readonly socialisedMicros: bigint;
  /** Liquidation fees, a part of the traders' margin. */
  readonly liquidationFeeMicros: bigint;
  /** Margin that was left after the close, whoever the rules give it to. */
  readonly leftoverMicros: bigint;
}

export interface LossPayers {
  readonly sink: Pick<
    EventSink,
    'liquidationStarted' | 'positionChanged' | 'lossSocialised' | 'liquidationFinished'
  >;
  totals(): PayerTotals;
}

/** Adds up who paid. A position that changes while it is locked in liquidation changed by force. */
export function createLossPayers(): LossPayers {
  const locked = new Set<string>();
  let forcedLossMicros = 0n;
  let feeMicros = 0n;
  let leftoverMicros = 0n;
  let insurancePaidMicros = 0n;
  let deleveragedMicros = 0n;
  let socialisedInLiquidationsMicros = 0n;
  let socialisedMicros = 0n;

  const change = (event: PositionChanged): void => {
    if (locked.has(scopeKey(event))) forcedLossMicros -= BigInt(event.realisedPnlMicros);
  };
  const finish = (event: LiquidationFinished): void => {
    locked.delete(scopeKey(event));
    feeMicros += BigInt(event.feeMicros);
    leftoverMicros += BigInt(event.leftoverMicros);
    insurancePaidMicros += BigInt(event.insurancePaidMicros);
    deleveragedMicros += BigInt(event.deleveragedMicros);
    socialisedInLiquidationsMicros += BigInt(event.socialisedMicros);
  };
  return {
    sink: {
      liquidationStarted: (event: LiquidationStarted) => void locked.add(scopeKey(event)),
      positionChanged: change,
      lossSocialised: (event: LossSocialised) => {
        socialisedMicros += BigInt(event.amountMicros);
      },
      liquidationFinished: finish,
    },
    totals: () => ({
      traderMarginMicros: forcedLossMicros + feeMicros - insurancePaidMicros - socialisedInLiquidationsMicros,
      insuranceFundMicros: insurancePaidMicros,
      autoDeleveragingMicros: deleveragedMicros,
      socialisedMicros,
      liquidationFeeMicros: feeMicros,
      leftoverMicros,
    }),
  };
}

/** What a liquidation locks: one isolated position, or all cross positions of the account. */
function scopeKey(event: Pick<PositionChanged, 'accountId' | 'instrumentId' | 'mode'>): string {
  return event.mode === 'isolated' ? `${event.accountId}/${event.instrumentId}` : `${event.accountId}`;
}
