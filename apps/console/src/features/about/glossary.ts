/** The words of the console, for somebody who has never traded. In the order in which a run uses them. */
export const GLOSSARY: readonly { readonly term: string; readonly meaning: string }[] = [
  {
    term: 'Perpetual future',
    meaning:
      'A contract that follows the price of something, such as BTC, and never ends. One can bet on a rise (long) or on a fall (short).',
  },
  {
    term: 'Margin',
    meaning:
      'The money a trader puts up for a position. It is what can be lost before somebody else has to pay.',
  },
  {
    term: 'Leverage',
    meaning: 'How much larger the position is than its margin: at 20× a fall of some 5 % uses all of it up.',
  },
  {
    term: 'Isolated margin',
    meaning:
      'Each position has its own money. It is liquidated alone, early and often; the rest of the wallet is safe.',
  },
  {
    term: 'Cross margin',
    meaning:
      'The whole wallet stands behind all positions together. They last longer, and when they go they go together.',
  },
  { term: 'Index', meaning: 'The price outside, on the markets that the contract follows.' },
  {
    term: 'Mark',
    meaning:
      'The price by which the exchange values positions. It follows the index, and the order book a little: that is how forced sales reach others.',
  },
  {
    term: 'Liquidation',
    meaning: 'The exchange closes a position by force, because its margin is nearly used up.',
  },
  {
    term: 'Forced fill',
    meaning: 'One piece of a liquidation: the part that found one counterparty at one price.',
  },
  {
    term: 'Wave',
    meaning:
      'How many liquidations stand in the chain of causes: wave 1 was set off by the market, wave 3 by a liquidation that was itself set off by one.',
  },
  {
    term: 'Insurance fund',
    meaning:
      'A reserve of the exchange. It pays when a position was closed at a price that its margin could not cover.',
  },
  {
    term: 'Auto-deleveraging',
    meaning:
      'When the fund cannot pay, traders in profit on the other side are closed out against the liquidated. ADL for short.',
  },
  { term: 'Socialised loss', meaning: 'What is left after all that, taken from everybody who is in profit.' },
  {
    term: 'Seed',
    meaning: 'The number that all chance in a run is drawn from. The same seed, the same run.',
  },
];
