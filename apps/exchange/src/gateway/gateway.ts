/** The Socket.IO side: who connects, what they may say, and who is told what. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type AccountId, instrumentId } from '@spillway/protocol';
import {
  type ClientToServerEvents,
  type Hello,
  type ServerToClientEvents,
  WIRE_VERSION,
} from '@spillway/protocol/wire';
import { handshakeAuthCodec, parseMessage } from '@spillway/protocol/wire/codecs';
import { Server, type Socket } from 'socket.io';
import { isHostAllowed, isOriginAllowed, type OriginRules } from '../http/request-origin.ts';
import type { LiveRun } from '../live/live-run.ts';
import type { HostListeners, RunHost } from '../live/run-host.ts';
import { accountState } from '../seats/account-state.ts';
import { SeatDesk } from '../seats/seat-desk.ts';
import type { SeatNotice } from '../seats/seat-feed.ts';
import { type SeatRecord, seatOf } from '../seats/seat-registry.ts';
import { accept, refuse } from './answers.ts';
import { guardMessages, type Handlers } from './message-guard.ts';
import { operatorHandlers } from './run-handlers.ts';
import type { RateLimit } from './token-bucket.ts';
import { tradingHandlers } from './trading-handlers.ts';

/** An order is a few hundred bytes. */
const MESSAGE_BYTES_MAX = 16 * 1_024;
const CONNECT_TIMEOUT_MS = 5_000;

/** What one exchange takes on. */
export interface ExchangeLimits {
  /** Messages of one connection. */
  readonly rate: RateLimit;
  readonly seatsMax: number;
  readonly connectionsMax: number;
  /** Packets that may wait for one slow reader; a thousand are about half a minute of frames and notices. */
  readonly packetsWaitingMax: number;
}

export interface GatewayOptions {
  readonly adminToken: string;
  readonly originRules: OriginRules;
  readonly limits: ExchangeLimits;
  /** Faults of the server itself. */
  readonly report: (error: unknown) => void;
}

/** What the server knows of a connection; no message can change it but `join`. */
interface Session {
  readonly isAdmin: boolean;
  seat: SeatRecord | null;
}

type NoServerEvents = Record<string, never>;
type WireServer = Server<ClientToServerEvents, ServerToClientEvents, NoServerEvents, Session>;
type WireSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoServerEvents, Session>;

const roomOf = (account: AccountId): string => `seat:${account}`;

/** Equal or not, in a time that says nothing about where they differ. */
function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server: WireServer;
  readonly #desk: SeatDesk;
  #host: RunHost | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#desk = new SeatDesk(options.limits.seatsMax);
    this.#server = new Server({
      transports: ['websocket'],
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      maxHttpBufferSize: MESSAGE_BYTES_MAX,
      connectTimeout: CONNECT_TIMEOUT_MS,
      allowRequest: (request, decide) => {
        const refusal = this.#refusalOf(request);
        decide(refusal, refusal === null);
      },
    });
    this.#server.use((socket, next) => next(this.#admit(socket) ?? undefined));
    this.#server.on('connection', (socket) => this.#welcome(socket));
  }

  get connectionCount(): number {
    return this.#server.engine?.clientsCount ?? 0;
  }

  get seatCount(): number {
    return this.#desk.registry.count;
  }

  /** What the run host calls when there is something to tell. */
  get listeners(): HostListeners {
    return {
      frame: (frame) => {
        this.#dropSlowReaders();
        this.#server.emit('frame', frame);
      },
      runState: (state) => void this.#server.emit('runState', state),
      notices: (notices) => this.#tellSeats(notices),
      accountsChanged: (accounts) => this.#tellAccounts(accounts),
      replaced: (run) => this.#moveTo(run),
    };
  }

  /** Begins to serve the host's run on the port of `httpServer`. */
  attach(httpServer: HttpServer, host: RunHost): void {
    this.#host = host;
    this.#server.attach(httpServer);
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  get #present(): RunHost {
    if (this.#host === null) throw new Error('the gateway is not attached yet');
    return this.#host;
  }

  #refusalOf(request: IncomingMessage): string | null {
    const { originRules, limits } = this.#options;
    if (!isHostAllowed(request.headers.host, originRules)) return 'host not allowed';
    if (!isOriginAllowed(request.headers, originRules)) return 'origin not allowed';
    return this.connectionCount >= limits.connectionsMax ? 'too many connections' : null;
  }

  /** Settles who this is. A wrong token grants nothing and says nothing: one watches, as without it. */
  #admit(socket: WireSocket): Error | null {
    const auth = parseMessage(handshakeAuthCodec, socket.handshake.auth, 'auth');
    if (!auth.ok) return new Error(auth.message);
    const { adminToken, seatToken } = auth.value;
    Object.assign(socket.data, {
      isAdmin: adminToken !== undefined && isSameSecret(adminToken, this.#options.adminToken),
      seat: seatToken === undefined ? null : this.#desk.registry.find(seatToken),
    } satisfies Session);
    return null;
  }

  #welcome(socket: WireSocket): void {
    const { report, limits } = this.#options;
    countWaitingPackets(socket);
    // Socket.IO prints faults of a client that nobody listens for.
    socket.on('error', () => undefined);
    const receive = guardMessages({
      handlers: this.#handlersFor(socket),
      limit: limits.rate,
      clock: () => performance.now(),
      afterMessage: () => this.#present.publish(),
      expel: () => void socket.disconnect(true),
      report,
    });
    socket.onAny((name: unknown, ...values: unknown[]) => receive(name, values));
    this.#takeSeat(socket, socket.data.seat);
    socket.emit('hello', this.#hello(socket));
    this.#sendAccount(socket);
  }

  #handlersFor(socket: WireSocket): Handlers {
    const host = this.#present;
    return {
      ...tradingHandlers({ run: () => host.run, seat: () => socket.data.seat }),
      ...operatorHandlers({ host, isAdmin: socket.data.isAdmin, seatCount: () => this.seatCount }),
      snapshot: () => accept(host.run.snapshot()),
      join: ({ name }) => {
        const { seat } = socket.data;
        if (seat !== null) {
          return refuse('SEAT_NAME_TAKEN', `join: this connection sits here already, as "${seat.name}"`);
        }
        const joined = this.#desk.join(host.run, name);
        if (!joined.ok) return joined;
        this.#takeSeat(socket, joined.value);
        return accept(seatOf(joined.value));
      },
    };
  }

  #takeSeat(socket: WireSocket, seat: SeatRecord | null): void {
    socket.data.seat = seat;
    if (seat !== null) void socket.join(roomOf(seat.accountId));
  }

  #hello(socket: WireSocket): Hello {
    const { run } = this.#present;
    const { engine } = run;
    const { isAdmin, seat } = socket.data;
    return {
      wireVersion: WIRE_VERSION,
      run: run.state(),
      instruments: Array.from({ length: engine.instrumentCount }, (_, index) => ({
        instrumentId: index,
        specification: engine.specification(instrumentId(index)),
      })),
      isAdmin,
      seat: seat === null ? null : seatOf(seat),
      rules: { leftover: engine.rules.leftover, closeOutScope: engine.rules.closeOutScope },
    };
  }

  /** Everybody who is here moves on to the new run; a seat whose owner is gone is free again. */
  #moveTo(run: LiveRun): void {
    const sockets = [...this.#server.of('/').sockets.values()];
    const present = new Set(sockets.map(({ data }) => data.seat?.seatToken));
    const people = this.#desk.registry.all().filter(({ seatToken }) => present.has(seatToken));
    this.#desk.moveTo(run, people);
    for (const socket of sockets) {
      const { seat } = socket.data;
      if (seat !== null) void socket.leave(roomOf(seat.accountId));
      this.#takeSeat(socket, seat === null ? null : this.#desk.registry.find(seat.seatToken));
      socket.emit('hello', this.#hello(socket));
    }
  }

  #tellSeats(notices: readonly SeatNotice[]): void {
    for (const notice of notices) {
      const room = this.#server.to(roomOf(notice.accountId));
      if (notice.event === 'fill') room.emit('fill', notice.notice);
      else room.emit('liquidation', notice.notice);
    }
  }

  #tellAccounts(accounts: readonly AccountId[]): void {
    const { rooms } = this.#server.of('/').adapter;
    const { engine } = this.#present.run;
    for (const account of accounts) {
      const room = roomOf(account);
      if (rooms.has(room)) this.#server.to(room).emit('accountState', accountState(engine, account));
    }
  }

  #sendAccount(socket: WireSocket): void {
    const { seat } = socket.data;
    if (seat === null) return;
    socket.emit('accountState', accountState(this.#present.run.engine, seat.accountId));
  }

  /** Whoever does not read must not fill the memory: the connection breaks, and begins anew with a snapshot. */
  #dropSlowReaders(): void {
    const { packetsWaitingMax } = this.#options.limits;
    for (const socket of this.#server.of('/').sockets.values()) {
      // Discarding: an orderly close would wait for the reader to take everything first.
      if (waitingPackets(socket) > packetsWaitingMax) socket.conn.close(true);
    }
  }
}

const waiting = new WeakMap<WireSocket['conn'], number>();

function waitingPackets(socket: WireSocket): number {
  return waiting.get(socket.conn) ?? 0;
}

/** Counts packets from their making until the transport has taken everything. */
function countWaitingPackets({ conn }: WireSocket): void {
  conn.on('packetCreate', () => void waiting.set(conn, (waiting.get(conn) ?? 0) + 1));
  conn.on('drain', () => void waiting.set(conn, 0));
}
