import {
  formatPrice,
  type InstrumentSpecification,
  type LiquidationStage,
  type MarginMode,
  priceTicks,
  type Side,
} from '@spillway/protocol';
import { FUND_ACCOUNT_ID } from './insurance-path.ts';
import { groupThousands, ordinal, roundedMoneyText } from './number-text.ts';

/** What the sentence is made of: a forced fill as the feed carries it, and the instrument's own words. */
export interface LiquidationFacts {
  readonly mode: MarginMode;
  readonly stage: LiquidationStage;
  /** `buy` = a long was closed. */
  readonly positionSide: Side;
  readonly priceTicks: number;
  readonly notionalMicros: number;
  readonly leverage: number;
  readonly wave: number;
  /** Such as `the 21:15 shock`; empty when there is none. */
  readonly shockLabel: string;
  /** Whose position it was; 0 is the insurance fund, which gives up what it took over. */
  readonly accountId?: number | undefined;
  /** Who was deleveraged, where it is known. */
  readonly counterpartyAccountId?: number | undefined;
  readonly specification: Pick<InstrumentSpecification, 'symbol' | 'tickSize'>;
}

/**
 * A forced fill in words, for the feed: `Isolated 20x long, 14,200 USDT, closed at 108,420: 3rd wave of the
 * 21:15 shock`. The same sentence everywhere: exchange, console and command line share it.
 */
export function describeLiquidation(facts: LiquidationFacts): string {
  const size = `${roundedMoneyText(BigInt(facts.notionalMicros))} ${quoteCurrency(facts.specification.symbol)}`;
  return `${position(facts)}, ${size.trimEnd()}, ${ending(facts)}: ${origin(facts)}`;
}

function position(facts: LiquidationFacts): string {
  const direction = facts.positionSide === 'buy' ? 'long' : 'short';
  if (facts.accountId === FUND_ACCOUNT_ID) return `Insurance fund's own ${direction}`;
  return `${facts.mode === 'isolated' ? 'Isolated' : 'Cross'} ${facts.leverage}x ${direction}`;
}

function ending(facts: LiquidationFacts): string {
  const price = groupThousands(
    withoutTrailingZeros(formatPrice(priceTicks(facts.priceTicks), facts.specification)),
  );
  switch (facts.stage) {
    case 'netting':
      return `closed against its own other leg at ${price}`;
    case 'book':
      return `closed at ${price}`;
    case 'insurance':
      return `taken over by the insurance fund at ${price}`;
    case 'backstop':
      return `taken over past the book by the insurance fund at ${price}`;
    case 'auto-deleveraging':
      return `auto-deleveraged against ${winner(facts.counterpartyAccountId)} at ${price}`;
  }
}

function winner(accountId: number | undefined): string {
  return accountId === undefined || accountId === 0 ? 'a winning account' : `account ${accountId}`;
}

function origin(facts: LiquidationFacts): string {
  const wave = `${ordinal(facts.wave)} wave`;
  return facts.shockLabel === '' ? `${wave}, no shock behind it` : `${wave} of ${facts.shockLabel}`;
}

/** The quote currency as the symbol ends in it; empty for a symbol of another make. */
function quoteCurrency(symbol: string): string {
  return /(?:USDT|USDC|USD)$/.exec(symbol)?.[0] ?? '';
}

function withoutTrailingZeros(decimalText: string): string {
  return decimalText.includes('.') ? decimalText.replace(/\.?0+$/, '') : decimalText;
}
