import { countingSink, EventCount } from '../counting-sink.ts';
import { SearchMarket } from './search-market.ts';
import { LiquidationTally, type SearchWorld, searchWorld, type WorldTerms } from './search-world.ts';

/** A market whose sink tells who is liquidated at which tick. */
export class TallyingMarket {
  readonly world: SearchWorld;
  readonly market: SearchMarket;
  readonly tally: LiquidationTally = new LiquidationTally();
  /** To be set before each mark. */
  tick = 0;

  constructor(terms: WorldTerms) {
    this.world = searchWorld(terms);
    const count = new EventCount();
    const sink = countingSink(count, {
      liquidationStarted: (event) => {
        count.note(event);
        this.tally.add(this.tick, event.accountId);
      },
    });
    this.market = new SearchMarket(this.world, sink);
  }
}
