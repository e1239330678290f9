import type { MessagePort } from 'node:worker_threads';

/** One end of a channel between process and room. */
export interface RoomPort {
  postMessage(messages: readonly unknown[]): void;
  /** What comes is what the other end may send: see `room-messages.ts`. */
  listen(hear: (messages: readonly unknown[]) => void): void;
  close(): void;
}

export function roomPort(port: MessagePort): RoomPort {
  return {
    postMessage: (messages) => port.postMessage(messages),
    listen: (hear) => void port.on('message', hear),
    close: () => port.close(),
  };
}
