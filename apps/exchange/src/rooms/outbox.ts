import type { RoomPort } from './room-port.ts';

/** Sends together what is said in one turn of the event loop: a message a turn costs less than one a word. */
export class Outbox<Message> {
  readonly #port: Pick<RoomPort, 'postMessage'>;
  #messages: Message[] = [];

  constructor(port: Pick<RoomPort, 'postMessage'>) {
    this.#port = port;
  }

  send(message: Message): void {
    if (this.#messages.length === 0) setImmediate(() => this.flush());
    this.#messages.push(message);
  }

  /** Sends what waits, now. */
  flush(): void {
    if (this.#messages.length === 0) return;
    const messages = this.#messages;
    this.#messages = [];
    this.#port.postMessage(messages);
  }
}
