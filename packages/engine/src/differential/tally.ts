import type { Command, MarketEvent } from '@spillway/protocol';

/** What is remarkable about an event beside its kind. */
function detailOf(event: MarketEvent): string | null {
  switch (event.kind) {
    case 'commandRejected':
      return event.code;
    case 'orderClosed':
    case 'insuranceFundChanged':
    case 'tradingHalted':
      return event.reason;
    case 'liquidationFilled':
      return event.stage;
    case 'liquidationStarted':
      return event.accountId === 0 ? 'fund' : event.mode;
    case 'liquidationFinished':
      return event.isComplete ? 'complete' : 'in part';
    default:
      return null;
  }
}

/** Counts what happened in random sequences, so that a comparison cannot pass because nothing did. */
export class Tally {
  commands = 0;
  readonly #counts = new Map<string, number>();

  add(command: Command, events: readonly MarketEvent[]): void {
    this.commands += 1;
    this.#count(`command ${command.kind}`);
    for (const event of events) {
      this.#count(event.kind);
      const detail = detailOf(event);
      if (detail !== null) this.#count(`${event.kind} ${detail}`);
    }
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** How often something was seen: an event kind, or one with its detail, such as `liquidationFilled book`. */
  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Those of the names that were never seen. */
  missing(names: readonly string[]): string[] {
    return names.filter((name) => this.of(name) === 0);
  }
}
