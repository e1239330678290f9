import type { PlaceOrder } from '@spillway/protocol';

/** An order as the tests see it: placed, taken from a batch, amended, or fired by a trigger. Its account is known. */
export type AskedOrder = Omit<PlaceOrder, 'kind' | 'timeMs' | 'accountId'>;
