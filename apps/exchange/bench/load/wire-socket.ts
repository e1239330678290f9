/**
 * One connection of the load generator: the Socket.IO protocol in as few lines as it needs, because the official client
 * costs more processor time a message than the server, and would be what is measured.
 */
import { WebSocket } from 'ws';

const PATH = '/socket.io/?EIO=4&transport=websocket';

type AnswerListener = (answer: string) => void;

export class WireSocket {
  /** Hears the text of every event, such as `["frame",{...}]`. */
  onEvent: ((text: string) => void) | null = null;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, AnswerListener>();
  #asked = 0;
  readonly #onConnected: () => void;

  private constructor(socket: WebSocket, onConnected: () => void) {
    this.#socket = socket;
    this.#onConnected = onConnected;
    socket.on('message', (data) => this.#receive(String(data)));
  }

  /** Connects, and resolves when the server has admitted this connection. */
  static open(url: string, auth: object = {}): Promise<WireSocket> {
    // By number: a name would be looked up ten thousand times.
    const address = url.replace('http://localhost', 'ws://127.0.0.1');
    const socket = new WebSocket(`${address}${PATH}`, { perMessageDeflate: false, skipUTF8Validation: true });
    return new Promise((resolve, reject) => {
      const wire: WireSocket = new WireSocket(socket, () => resolve(wire));
      socket.once('error', reject);
      socket.once('close', (code) => reject(new Error(`the server closed a new connection (${code})`)));
      socket.once('message', () => socket.send(`40${JSON.stringify(auth)}`));
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends a request whose payload is JSON text already; `onAnswer` gets the text of the answer, `[...]`. */
  send(event: string, payload: string, onAnswer: AnswerListener): void {
    this.#asked += 1;
    this.#waiting.set(this.#asked, onAnswer);
    this.#socket.send(`42${this.#asked}["${event}"${payload === '' ? '' : `,${payload}`}]`);
  }

  /** Asks and waits. */
  ask(event: string, payload?: object): Promise<unknown> {
    return new Promise((resolve) => {
      const text = payload === undefined ? '' : JSON.stringify(payload);
      this.send(event, text, (answer) => resolve((JSON.parse(answer) as unknown[])[0]));
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    if (text.startsWith('43')) this.#settle(text);
    else if (text.startsWith('42')) this.onEvent?.(text.slice(2));
    else if (text === '2') this.#socket.send('3');
    else if (text.startsWith('40')) this.#onConnected();
  }

  #settle(text: string): void {
    const start = text.indexOf('[');
    const number = Number(text.slice(2, start));
    const listener = this.#waiting.get(number);
    this.#waiting.delete(number);
    listener?.(text.slice(start));
  }
}
