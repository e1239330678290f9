/** What a seat may ask for. The account is always the connection's own: no message can name another. */
import type { Answer, RequestOf } from '@spillway/protocol/wire';
import { accept, refuse } from '../answers.ts';
import type { TradeAction, TradingMessage } from '../inputs/run-input.ts';
import type { Room } from '../rooms/room.ts';
import type { SeatRecord } from '../seats/seat-registry.ts';
import type { Handlers } from './message-guard.ts';

export interface TradingContext {
  readonly room: Room;
  /** The seat of this very connection; null before it joined. */
  readonly seat: () => SeatRecord | null;
}

export type TradingHandlers = Pick<Handlers, TradingMessage | 'account'>;

/** The handlers of one connection. */
export function tradingHandlers({ room, seat }: TradingContext): TradingHandlers {
  async function withSeat<Value>(
    where: string,
    work: (seat: SeatRecord) => Promise<Answer<Value>>,
  ): Promise<Answer<Value>> {
    const own = seat();
    if (own === null) return refuse('NOT_SEATED', `${where}: this connection has no seat; join first`);
    return await work(own);
  }

  function trade<Message extends TradingMessage>(message: Message): Handlers[Message] {
    const handler = ({ requestId, ...request }: RequestOf<TradingMessage>): Promise<Answer<unknown>> =>
      withSeat(message, ({ name }) =>
        room.ask('take', {
          actor: `seat:${name}`,
          requestId: requestId ?? null,
          // The message names the type of its request.
          action: { kind: 'trade', message, request } as unknown as TradeAction,
        }),
      );
    // What the message answers with is what was done answers with.
    return handler as unknown as Handlers[Message];
  }

  return {
    placeOrder: trade('placeOrder'),
    placeOrders: trade('placeOrders'),
    cancelOrder: trade('cancelOrder'),
    cancelAllOrders: trade('cancelAllOrders'),
    setMarginMode: trade('setMarginMode'),
    setLeverage: trade('setLeverage'),
    adjustMargin: trade('adjustMargin'),
    account: () => withSeat('account', async ({ accountId }) => accept(await room.ask('account', accountId))),
  };
}
