import type { LiquidationStage } from '@spillway/protocol';
import type { LiquidationRow } from '@spillway/protocol/wire';

/** Why it happened, in a sentence. */
export function causeStory(row: LiquidationRow): string {
  if (row.wave > 1) {
    const parent =
      row.parentLiquidationId > 0 ? `liquidation ${row.parentLiquidationId}` : 'another liquidation';
    return `Set off by ${parent}: its forced order moved the price (wave ${row.wave}).`;
  }
  return row.shockLabel === ''
    ? 'The price of the day reached it; no other liquidation was needed (wave 1).'
    : `Set off by ${row.shockLabel} itself, not by another liquidation (wave 1).`;
}

/** Who took the other side of the forced fill, in a sentence. */
export function counterpartyStory({
  stage,
  counterpartyAccountId,
}: Pick<LiquidationRow, 'stage' | 'counterpartyAccountId'>): string {
  const stories: Readonly<Record<LiquidationStage, string>> = {
    netting: 'The long and the short of the same account were closed against each other, at the mark.',
    book: `Filled in the order book; account ${counterpartyAccountId} took the other side.`,
    insurance: 'The book had nobody left to trade with, so the insurance fund took the position over.',
    backstop:
      'Too little margin was left for the book, so the insurance fund took position and margin at once.',
    'auto-deleveraging': `Neither book nor fund could take it, so account ${counterpartyAccountId}, in profit on the other side, was closed against it.`,
  };
  return stories[stage];
}

/** What the margin mode meant here, in a sentence. */
export function modeStory({ mode }: Pick<LiquidationRow, 'mode'>): string {
  return mode === 'isolated'
    ? 'Isolated margin: only the money set aside for this one position could be lost.'
    : 'Cross margin: the whole wallet stood behind it, together with every other cross position of the account.';
}
