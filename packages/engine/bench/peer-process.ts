import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import type { Span } from './measure.ts';
import { OutcomeError } from './measurement.ts';
import type { StreamTerms } from './streams/order-stream.ts';

const RUN_PEER = path.join(import.meta.dirname, 'run-peer.ts');

/**
 * The peer in a process of its own, which does nothing between its rounds: neither side pays for what the other leaves on
 * the heap, or for what V8 learns from both.
 */
export class PeerProcess {
  readonly #child: ChildProcess;

  constructor(streams: readonly StreamTerms[]) {
    const terms = streams.map(({ seed, resting, operations }) => ({ seed, resting, operations }));
    this.#child = fork(RUN_PEER, [JSON.stringify(terms)], { execArgv: process.execArgv });
  }

  /** @throws OutcomeError when the peer made something else of the flow */
  async round(): Promise<Span> {
    this.#child.send('round');
    const ended = once(this.#child, 'exit').then(([code]) => {
      throw new OutcomeError(`the peer ended with ${code}`);
    });
    const told = once(this.#child, 'message').then(([span]) => span as Span);
    return await Promise.race([told, ended]);
  }

  stop(): void {
    this.#child.kill();
  }
}
