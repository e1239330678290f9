import type { Side } from '@spillway/protocol';

/** +1 buys, −1 sells; also the sign of a position. Arithmetic wants a sign where people want a word. */
export type Direction = 1 | -1;

export function directionOf(side: Side): Direction {
  return side === 'buy' ? 1 : -1;
}

export function sideOf(direction: Direction): Side {
  return direction === 1 ? 'buy' : 'sell';
}

export function opposite(direction: Direction): Direction {
  return direction === 1 ? -1 : 1;
}

/** The sign of a position that is not flat. */
export function signOf(sizeLots: number): Direction {
  return sizeLots > 0 ? 1 : -1;
}
