/** What liquidations left for later, in a snapshot: cool-downs and blocks, by account number; what cannot be is refused. */
import { NO_SLOT } from '../book/order-pool.ts';
import { enterBlock, enterCoolDown } from '../liquidation/defer-position.ts';
import { isPositionItem } from '../liquidation/deferrals.ts';
import { blockEndMs } from '../liquidation/partial-size.ts';
import type { Touch } from '../liquidation/touched-accounts.ts';
import type { Market } from '../market.ts';
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

/** Reads why an account is looked at again. */
function readTouch(reader: ByteReader, market: Market, slot: number): Touch {
  const touch = {
    slot,
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

function readSlot(reader: ByteReader, market: Market): number {
  const account = reader.integer();
  const slot = market.accounts.slotOf(account);
  if (slot === NO_SLOT) throw new SnapshotError(`account ${account} waits, but is not there`);
  return slot;
}

function readItem(reader: ByteReader, market: Market): number {
  const item = reader.word();
  if (!isPositionItem(market, item)) throw new SnapshotError(`position ${item} of an account cannot wait`);
  return item;
}

function readCoolDowns(reader: ByteReader, market: Market): void {
  const count = reader.count();
  let last = { id: -1, item: -1 };
  for (let place = 0; place < count; place += 1) {
    const slot = readSlot(reader, market);
    const item = readItem(reader, market);
    const id = market.accounts.accountId(slot);
    const untilMs = reader.integer();
    const isAfter = id > last.id || (id === last.id && item > last.item);
    if (!isAfter || untilMs <= market.events.timeMs) {
      throw new SnapshotError(`account ${id} cannot wait until ${untilMs}`);
    }
    last = { id, item };
    enterCoolDown(market, { slot, item, untilMs, touch: readTouch(reader, market, slot) });
  }
}

function readBlocks(reader: ByteReader, market: Market, blockMs: number): void {
  const count = reader.count();
  const endMs = blockEndMs(market.events.timeMs, blockMs);
  let lastId = -1;
  for (let place = 0; place < count; place += 1) {
    const slot = readSlot(reader, market);
    const id = market.accounts.accountId(slot);
    const usedMicros = reader.integer();
    const items: number[] = [];
    const itemCount = reader.count();
    for (let index = 0; index < itemCount; index += 1) items.push(readItem(reader, market));
    const isAscending = items.every((item, index) => item > (items[index - 1] ?? -1));
    if (id <= lastId || usedMicros < 0 || items.length === 0 || !isAscending) {
      throw new SnapshotError(`account ${id} cannot have such a block`);
    }
    lastId = id;
    const touch = readTouch(reader, market, slot);
    enterBlock(market, { slot, endMs, usedMicros, items: new Set(items), touch });
  }
}

/** Reads what `writeDeferrals` wrote; accounts and the chain of liquidations were read before. */
export function readDeferrals(reader: ByteReader, market: Market): void {
  const { partial } = market.rules;
  if (partial.kind === 'slice') readCoolDowns(reader, market);
  if (partial.kind === 'block-cap') readBlocks(reader, market, partial.blockMs);
}
