import { type MarketPhase, type MarketSigns, marketPhase } from '../market-data/market-phase.ts';
import { changeText, countText, shareText, shortMoney } from './format-amount.ts';
import { durationText } from './simulated-clock.ts';

export interface Explanation {
  readonly phase: MarketPhase;
  /** One word or two for the badge. */
  readonly title: string;
  /** What happens and why, in plain words. */
  readonly sentence: string;
}

const TITLES: Readonly<Record<MarketPhase, string>> = {
  waiting: 'Ready',
  halted: 'Halted',
  calm: 'Calm',
  slide: 'Slide',
  rally: 'Rise',
  cascade: 'Cascade',
  recovery: 'Recovery',
  finished: 'Finished',
};

/** Says what the market is doing, and what to look at, to somebody who sees it for the first time. */
export function explainPhase(signs: MarketSigns): Explanation {
  const phase = marketPhase(signs);
  return { phase, title: TITLES[phase], sentence: sentenceFor(phase, signs) };
}

function sentenceFor(phase: MarketPhase, signs: MarketSigns): string {
  const span = durationText(signs.windowMs);
  const move = `${signs.mover} ${changeText(signs.change)} in ${span}`;
  switch (phase) {
    case 'waiting':
      return 'Everybody holds their positions and nothing has moved yet. Start the run to see what the prices of the day do to them.';
    case 'halted':
      return 'Trading stands still, and nobody is closed by force. Prices go on all the same: whoever falls due meanwhile is closed at once when trading resumes, into whatever is left of the book.';
    case 'calm':
      return 'Prices move little, and every position has margin to spare. Nobody is being closed by force.';
    case 'slide':
      return `Prices fall (${move}). Longs with high leverage come closest to their liquidation price; watch where the first one breaks.`;
    case 'rally':
      return `Prices rise (${move}). Now shorts lose margin, and longs gain some.`;
    case 'cascade':
      return `Forced orders set off more forced orders: ${countText(signs.forcedFills)} fills worth ${shortMoney(signs.forcedMicros)} in ${span}, up to wave ${signs.deepestWave}. Each close-out pushes the price to the next liquidation price.`;
    case 'recovery':
      return `${signs.fallen.name} has come back from a fall of ${shareText(signs.fallen.drawdown)}. Whoever was closed at the bottom is no longer there to gain from it.`;
    case 'finished':
      return `The run is over: the deepest fall was ${shareText(signs.fallen.drawdown)} in ${signs.fallen.name}. Reset it with the same seed to see exactly the same again, or with another one to see what chance decides.`;
  }
}
