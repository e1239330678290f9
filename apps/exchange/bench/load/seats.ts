import { OutcomeError } from '@spillway/bench-kit';
import type { RequestStream } from './order-stream.ts';
import { WireSocket } from './wire-socket.ts';

/** A connection, and what it sends. */
export interface LoadSeat {
  readonly socket: WireSocket;
  readonly stream: RequestStream;
}

let seated = 0;

/** Connects so many, one after the other. */
export async function openSockets(url: string, count: number): Promise<WireSocket[]> {
  const sockets: WireSocket[] = [];
  for (let index = 0; index < count; index += 1) sockets.push(await WireSocket.open(url));
  return sockets;
}

/** Connects so many to a server that seats nobody. */
export async function openStrangers(
  url: string,
  count: number,
  streamOf: () => RequestStream,
): Promise<LoadSeat[]> {
  return (await openSockets(url, count)).map((socket) => ({ socket, stream: streamOf() }));
}

/** Connects so many to an exchange; each takes a seat. */
export async function openSeats(
  url: string,
  count: number,
  streamOf: () => RequestStream,
): Promise<LoadSeat[]> {
  const seats = await openStrangers(url, count, streamOf);
  for (const { socket } of seats) {
    seated += 1;
    const answer = (await socket.ask('join', { name: `bench-${seated}` })) as { readonly ok: boolean };
    if (!answer.ok) throw new OutcomeError(`join: ${JSON.stringify(answer)}`);
  }
  return seats;
}
