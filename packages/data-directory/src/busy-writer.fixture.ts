/** A process of its own that writes a journal as fast as it can, for a test that looks at it meanwhile. */
import process from 'node:process';
import { openJournal } from '@spillway/journal';

const [folder = ''] = process.argv.slice(2);
const journal = await openJournal(folder, { runId: 'busy', segmentBytes: 1 << 20 });
process.stdout.write('open\n');
for (;;) {
  const sequence = journal.append(new Uint8Array(50).fill(7), 1);
  await journal.whenDurable(sequence);
}
