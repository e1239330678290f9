import type { RandomStream, StreamFactory } from '@spillway/agents';
import seedrandom from 'seedrandom';

/**
 * Makes the random streams of a run: one seedrandom generator an owner and purpose, keyed
 * `seed/owner/purpose`. The same three names always give the same draws, whatever else is drawn.
 */
export function createStreams(seed: string): StreamFactory {
  return (owner: string, purpose: string): RandomStream => seedrandom(`${seed}/${owner}/${purpose}`);
}
