import { NO_LEVEL, type PriceLadder } from '../book/price-ladder.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { impactPriceMicroTicks, type LevelCursor, premiumPpb } from './premium-index.ts';

/** The levels of a side of a book, best first. */
class LadderCursor implements LevelCursor {
  readonly #ladder: PriceLadder;
  #level = NO_LEVEL;
  #isStarted = false;

  constructor(ladder: PriceLadder) {
    this.#ladder = ladder;
  }

  advance(): boolean {
    this.#level = this.#isStarted ? this.#ladder.worseLevel(this.#level) : this.#ladder.bestLevel;
    this.#isStarted = true;
    return this.#level !== NO_LEVEL;
  }

  get priceTicks(): number {
    return this.#ladder.priceTicks(this.#level);
  }

  get lots(): number {
    return this.#ladder.lots(this.#level);
  }
}

/** Takes a premium of the book over the index (rule F1); nothing where no funding is paid. */
export function takePremium(instrument: InstrumentState): void {
  const { funding, contract, book, indexTicks } = instrument;
  if (funding === null) return;
  const { impactNotionalMicros } = funding.terms;
  funding.premiums.add(
    premiumPpb({
      indexTicks,
      impactBidMicroTicks: impactPriceMicroTicks(contract, new LadderCursor(book.bids), impactNotionalMicros),
      impactAskMicroTicks: impactPriceMicroTicks(contract, new LadderCursor(book.asks), impactNotionalMicros),
    }),
  );
}
