/** Leaves a position for later (rules L13, L15). */
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { type CoolDown, type ForcedBlock, positionItem } from './deferrals.ts';
import { type Liquidation, rowIn } from './liquidation.ts';
import { blockEndMs } from './partial-size.ts';
import type { Touch } from './touched-accounts.ts';

/** What a later look goes back to: whatever set off this liquidation, with its start as the cause (rule L22). */
function laterTouch(liquidation: Liquidation, instrument: InstrumentState): Touch {
  const { touch, startedSequence } = liquidation;
  return { ...touch, instrumentId: instrument.id, causeSequence: startedSequence };
}

/** Keeps a cool-down, and sets its timer; for `startCoolDown` and a restore. */
export function enterCoolDown(market: Market, coolDown: CoolDown): void {
  const { slot, item, untilMs: timeMs } = coolDown;
  const owner = market.accounts.accountId(slot);
  market.deferrals.addCoolDown(coolDown, market.timers.add({ timeMs, kind: 'cool-down-end', owner, item }));
}

/** Keeps a block, and sets its timer; for `useBlock` and a restore. */
export function enterBlock(market: Market, block: ForcedBlock): void {
  const owner = market.accounts.accountId(block.slot);
  const item = market.accounts.assetId(block.slot);
  const timer = { timeMs: block.endMs, kind: 'block-end', owner, item } as const;
  market.deferrals.addBlock(block, market.timers.add(timer));
}

/** Leaves a position alone for a while (rule L13). */
export function startCoolDown(
  market: Market,
  liquidation: Liquidation,
  of: { readonly instrument: InstrumentState; readonly coolDownMs: number },
): void {
  const { slot } = liquidation;
  const row = rowIn(market, liquidation, of.instrument);
  const untilMs = market.events.timeMs + of.coolDownMs;
  const touch = laterTouch(liquidation, of.instrument);
  enterCoolDown(market, { slot, item: positionItem(market, row), untilMs, touch });
}

/** Notes the forced order of a position in the block of its account, and how much of the bound it used (rule L15). */
export function useBlock(
  market: Market,
  liquidation: Liquidation,
  of: { readonly instrument: InstrumentState; readonly closedMicros: number; readonly blockMs: number },
): void {
  const { slot } = liquidation;
  const item = positionItem(market, rowIn(market, liquidation, of.instrument));
  const touch = laterTouch(liquidation, of.instrument);
  const block = market.deferrals.block(slot);
  if (block === null) {
    const endMs = blockEndMs(market.events.timeMs, of.blockMs);
    enterBlock(market, { slot, endMs, usedMicros: of.closedMicros, items: new Set([item]), touch });
    return;
  }
  block.usedMicros += of.closedMicros;
  block.items.add(item);
  block.touch = touch;
}
