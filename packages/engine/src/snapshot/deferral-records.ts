/**
 * What liquidations left for later, in a snapshot: cool-downs and blocks, by account and asset number; what
 * cannot be is refused. The asset is that of the position.
 */
import { NO_SLOT } from '../book/order-pool.ts';
import { enterBlock, enterCoolDown } from '../liquidation/defer-position.ts';
import { instrumentOfItem, isPositionItem } from '../liquidation/deferrals.ts';
import { blockEndMs } from '../liquidation/partial-size.ts';
import type { Touch } from '../liquidation/touched-accounts.ts';
import { instrumentAt, type Market } from '../market.ts';
import { type ByteReader, SnapshotError } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

function writeTouch(writer: ByteWriter, touch: Touch): void {
  writer.word(touch.instrumentId);
  writer.integer(touch.causeSequence);
  writer.word(touch.parentLiquidationId);
  writer.integer(touch.shockSequence);
}

function writeCoolDowns(writer: ByteWriter, market: Market): void {
  const all = [...market.accounts.slotsById()].flatMap((slot) => market.deferrals.coolDownsOf(slot));
  writer.word(all.length);
  for (const { slot, item, untilMs, touch } of all) {
    writer.integer(market.accounts.accountId(slot));
    writer.word(item);
    writer.integer(untilMs);
    writeTouch(writer, touch);
  }
}

function writeBlocks(writer: ByteWriter, market: Market): void {
  const all = [...market.accounts.slotsById()].flatMap((slot) => market.deferrals.block(slot) ?? []);
  writer.word(all.length);
  for (const { slot, usedMicros, items, touch } of all) {
    writer.integer(market.accounts.accountId(slot));
    writer.integer(usedMicros);
    writer.word(items.size);
    for (const item of [...items].sort((left, right) => left - right)) writer.word(item);
    writeTouch(writer, touch);
  }
}

/** Writes what a venue leaves for later; nothing where it leaves nothing. */
export function writeDeferrals(writer: ByteWriter, market: Market): void {
  const { kind } = market.rules.partial;
  if (kind === 'slice') writeCoolDowns(writer, market);
  if (kind === 'block-cap') writeBlocks(writer, market);
}

/** Reads why a slot is looked at again. */
function readTouch(reader: ByteReader, market: Market): Omit<Touch, 'slot'> {
  const touch = {
    instrumentId: reader.word(),
    causeSequence: reader.integer(),
    parentLiquidationId: reader.word(),
    shockSequence: reader.integer(),
  };
  const { parentLiquidationId: parentId, causeSequence, shockSequence } = touch;
  const isPast = [causeSequence, shockSequence].every(
    (sequence) => sequence >= 0 && sequence <= market.events.lastSequence,
  );
  const isKnown =
    market.instruments[touch.instrumentId] !== undefined && (parentId === 0 || market.chain.has(parentId));
  if (!isPast || !isKnown) throw new SnapshotError('a later look at an account has no such cause');
  return touch;
}

/** Reads whose position waits, as the slot in the first asset. */
function readOwner(reader: ByteReader, market: Market): number {
  const account = reader.integer();
  const slot = market.accounts.slotOf(account);
  if (slot === NO_SLOT) throw new SnapshotError(`account ${account} waits, but is not there`);
  return slot;
}

/** The slot of an account in the asset of an instrument: what waits may have outlived all else that it had there. */
function slotFor(market: Market, owner: number, instrumentId: number): number {
  return market.accounts.slotIn(owner, instrumentAt(market, instrumentId).assetId);
}

function readItem(reader: ByteReader, market: Market): number {
  const item = reader.word();
  if (!isPositionItem(market, item)) throw new SnapshotError(`position ${item} of an account cannot wait`);
  return item;
}

/** Whether a slot comes after another one, by account number, then asset number; every slot comes after `NO_SLOT`. */
function isSlotAfter({ accounts }: Market, slot: number, last: number): boolean {
  if (last === NO_SLOT) return true;
  const step = accounts.accountId(slot) - accounts.accountId(last);
  return step > 0 || (step === 0 && accounts.assetId(slot) > accounts.assetId(last));
}

function readCoolDowns(reader: ByteReader, market: Market): void {
  const count = reader.count();
  let last = { slot: NO_SLOT, item: -1 };
  for (let place = 0; place < count; place += 1) {
    const owner = readOwner(reader, market);
    const item = readItem(reader, market);
    const untilMs = reader.integer();
    const touch = readTouch(reader, market);
    const slot = slotFor(market, owner, instrumentOfItem(item));
    const isAfter = slot === last.slot ? item > last.item : isSlotAfter(market, slot, last.slot);
    const isOwn = touch.instrumentId === instrumentOfItem(item);
    if (!isAfter || !isOwn || untilMs <= market.events.timeMs) {
      throw new SnapshotError(`account ${market.accounts.accountId(slot)} cannot wait until ${untilMs}`);
    }
    last = { slot, item };
    enterCoolDown(market, { slot, item, untilMs, touch: { ...touch, slot } });
  }
}

/** Reads the positions that had their order of a block, by number. */
function readItems(reader: ByteReader, market: Market): number[] {
  const items: number[] = [];
  const count = reader.count();
  for (let place = 0; place < count; place += 1) items.push(readItem(reader, market));
  return items;
}

function readBlocks(reader: ByteReader, market: Market, blockMs: number): void {
  const { accounts } = market;
  const count = reader.count();
  const endMs = blockEndMs(market.events.timeMs, blockMs);
  let last = NO_SLOT;
  for (let place = 0; place < count; place += 1) {
    const owner = readOwner(reader, market);
    const usedMicros = reader.integer();
    const items = readItems(reader, market);
    const touch = readTouch(reader, market);
    const slot = slotFor(market, owner, touch.instrumentId);
    const isAscending = items.every((item, index) => item > (items[index - 1] ?? -1));
    const isOneAsset = items.every((item) => slotFor(market, owner, instrumentOfItem(item)) === slot);
    const isPossible = usedMicros >= 0 && items.length > 0 && isAscending && isOneAsset;
    if (!isPossible || !isSlotAfter(market, slot, last)) {
      throw new SnapshotError(`account ${accounts.accountId(slot)} cannot have such a block`);
    }
    last = slot;
    enterBlock(market, { slot, endMs, usedMicros, items: new Set(items), touch: { ...touch, slot } });
  }
}

/** Reads what `writeDeferrals` wrote; accounts and the chain of liquidations were read before. */
export function readDeferrals(reader: ByteReader, market: Market): void {
  const { partial } = market.rules;
  if (partial.kind === 'slice') readCoolDowns(reader, market);
  if (partial.kind === 'block-cap') readBlocks(reader, market, partial.blockMs);
}
