/** What the journal of an exchange that was stopped says. */
import { DataDirectory, decodeFrame, flagsOf, journalFolderOf, readFrames } from '@spillway/data-directory';

const INPUT_FLAGS = flagsOf('input');

/** How many orders people asked for, by the journal of the live run. */
export function countWrittenOrders(dataFolder: string): number {
  const data = new DataDirectory(dataFolder);
  let orders = 0;
  for (const { flags, payload } of readFrames(journalFolderOf(data, data.liveRunId ?? ''))) {
    if (flags !== INPUT_FLAGS) continue;
    const frame = decodeFrame(flags, payload);
    if (frame.kind !== 'input' || frame.content.action.kind !== 'trade') continue;
    const { message, request } = frame.content.action;
    if (message === 'placeOrder') orders += 1;
    if (message === 'placeOrders') orders += request.orders.length;
  }
  return orders;
}
