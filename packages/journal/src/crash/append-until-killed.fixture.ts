/**
 * A process that appends until it is killed, and posts on a board, a file of eight bytes, up to where it was told that its
 * appends are durable: `node append-until-killed.fixture.ts DIRECTORY BOARD GROUP SEGMENT_BYTES [--sync-off]`.
 */
import { openSync, writeSync } from 'node:fs';
import process from 'node:process';
import { openJournal } from '../open-journal.ts';
import { numberedPayload } from './numbered-payload.fixture.ts';

const [directory = '', board = '', group = '', segmentBytes = '', syncOff] = process.argv.slice(2);
const journal = await openJournal(directory, {
  runId: 'crash',
  segmentBytes: Number(segmentBytes),
  isSyncOffSoThatDataIsLost: syncOff === '--sync-off',
});
const descriptor = openSync(board, 'r+');
const posted = new Float64Array(1);
const post = (sequence: number): void => {
  posted[0] = sequence;
  writeSync(descriptor, posted, 0, 8, 0);
};
post(journal.durableSequence);
journal.listen({
  onDurable: (sequence) => {
    post(sequence);
    // Two groups are always on their way: one waits while the other is written.
    while (journal.lastSequence < sequence + 2 * Number(group)) {
      journal.append(numberedPayload(journal.lastSequence + 1));
    }
  },
  // A disk that was switched off: whoever watches decides what was lost.
  onFailure: () => process.exit(0),
});
for (let count = 0; count < Number(group); count += 1)
  journal.append(numberedPayload(journal.lastSequence + 1));
