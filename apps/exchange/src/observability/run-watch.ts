import type { RunState } from '@spillway/protocol/wire';
import type { Logger } from 'pino';

/** Logs what becomes of the run: one line whenever another one begins, or its phase changes. */
export class RunWatch {
  readonly #logger: Logger;
  #told = '';

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  note({ runId, scenario, seed, phase, simulatedMs, speed, haltReason }: RunState): void {
    const now = JSON.stringify([runId, phase, haltReason]);
    if (now === this.#told) return;
    this.#told = now;
    const particulars = { runId, scenario, seed, phase, simulatedMs, speed };
    if (haltReason === null) this.#logger.info(particulars, 'run');
    else this.#logger.error({ ...particulars, haltReason }, 'run halted');
  }
}
