/**
 * Who paid for the forced closes. A closed-out trader loses margin first; what that does not cover falls to
 * the insurance fund, then to the winners who are deleveraged, then to everybody in profit.
 */
import type {
  EventSink,
  InsuranceFundChanged,
  LiquidationFinished,
  LiquidationStarted,
  LossSocialised,
  PositionChanged,
} from '@spillway/protocol';

/** Micros by who paid. What the insurance fund paid, then and later for inventory, is in its own path. */
export interface PayerTotals {
  /** Net losses and fees of forced closes that the closed-out traders paid themselves. */
  readonly traderMarginMicros: bigint;
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
    | 'liquidationStarted'
    | 'positionChanged'
    | 'insuranceFundChanged'
    | 'lossSocialised'
    | 'liquidationFinished'
  >;
  totals(): PayerTotals;
}

/** Adds up who paid. A position that changes while it is locked in liquidation changed by force. */
export function createLossPayers(): LossPayers {
  const locked = new Set<string>();
  const underWay = new Set<number>();
  let forcedLossMicros = 0n;
  let feeMicros = 0n;
  let leftoverMicros = 0n;
  let badDebtPaidMicros = 0n;
  let deleveragedMicros = 0n;
  let socialisedInLiquidationsMicros = 0n;
  let socialisedMicros = 0n;

  const change = (event: PositionChanged): void => {
    if (locked.has(scopeKey(event))) forcedLossMicros -= BigInt(event.realisedPnlMicros);
  };
  // Only cash that stood in for an account's own counts: what a takeover is worth at mark was never the account's loss.
  const fundPays = (event: InsuranceFundChanged): void => {
    if (event.reason === 'bad-debt' && underWay.has(event.liquidationId)) {
      badDebtPaidMicros -= BigInt(event.deltaMicros);
    }
  };
  const finish = (event: LiquidationFinished): void => {
    locked.delete(scopeKey(event));
    underWay.delete(event.liquidationId);
    feeMicros += BigInt(event.feeMicros);
    leftoverMicros += BigInt(event.leftoverMicros);
    deleveragedMicros += BigInt(event.deleveragedMicros);
    socialisedInLiquidationsMicros += BigInt(event.socialisedMicros);
  };
  return {
    sink: {
      liquidationStarted: (event: LiquidationStarted) => {
        locked.add(scopeKey(event));
        underWay.add(event.liquidationId);
      },
      insuranceFundChanged: fundPays,
      positionChanged: change,
      lossSocialised: (event: LossSocialised) => {
        socialisedMicros += BigInt(event.amountMicros);
      },
      liquidationFinished: finish,
    },
    totals: () => ({
      traderMarginMicros: forcedLossMicros + feeMicros - badDebtPaidMicros - socialisedInLiquidationsMicros,
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
