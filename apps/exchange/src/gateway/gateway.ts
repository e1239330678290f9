/** The Socket.IO side: who connects, what they may say, and who is told what. */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type AccountId, instrumentId } from '@spillway/protocol';
import {
  type Answer,
  type ClientToServerEvents,
  type Hello,
  type JoinRequest,
  type Seat,
  type ServerToClientEvents,
  WIRE_VERSION,
} from '@spillway/protocol/wire';
import { handshakeAuthCodec, parseMessage } from '@spillway/protocol/wire/codecs';
import { Server, type Socket } from 'socket.io';
import { accept, refuse } from '../answers.ts';
import { isHostAllowed, isOriginAllowed, type OriginRules } from '../http/request-origin.ts';
import type { HostListeners, RunHost } from '../live/run-host.ts';
import { accountState } from '../seats/account-state.ts';
import type { SeatNotice } from '../seats/seat-feed.ts';
import { type SeatRecord, seatOf, seatTokenHash } from '../seats/seat-registry.ts';
import type { SeatTokenMaker } from '../seats/seat-tokens.ts';
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
  readonly isAdminToken: (given: string) => boolean;
  readonly seatTokens: SeatTokenMaker;
  readonly originRules: OriginRules;
  readonly limits: ExchangeLimits;
  /** Faults of the server itself. */
  readonly report: (error: unknown) => void;
}

/** A seat, and the secret by which this connection has it. */
interface OwnSeat {
  readonly record: SeatRecord;
  readonly token: string;
}

/** What the server knows of a connection; no message can change it but `join`. */
interface Session {
  readonly isAdmin: boolean;
  seat: OwnSeat | null;
}

type NoServerEvents = Record<string, never>;
type WireServer = Server<ClientToServerEvents, ServerToClientEvents, NoServerEvents, Session>;
type WireSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoServerEvents, Session>;

const roomOf = (account: AccountId): string => `seat:${account}`;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server: WireServer;
  #host: RunHost | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
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

  /** What the run host calls when there is something to tell. */
  get listeners(): HostListeners {
    return {
      frame: (frame) => {
        this.#dropSlowReaders();
        this.#tell(() => this.#server.emit('frame', frame));
      },
      runState: (state) => this.#tell(() => this.#server.emit('runState', state)),
      notices: (notices) => this.#tell(() => this.#tellSeats(notices)),
      accountsChanged: (accounts) => this.#tellAccounts(accounts),
      replaced: () => this.#moveToNewRun(),
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

  /** Nobody hears of what a crash could undo. */
  #tell(send: () => unknown): void {
    this.#present.afterDurable(() => void send());
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
      isAdmin: adminToken !== undefined && this.#options.isAdminToken(adminToken),
      seat: seatToken === undefined ? null : this.#findSeat(seatToken),
    } satisfies Session);
    return null;
  }

  #findSeat(token: string): OwnSeat | null {
    const record = this.#present.seats.findByTokenHash(seatTokenHash(token));
    return record === null ? null : { record, token };
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
      afterDurable: (work) => this.#present.afterDurable(work),
      afterMessage: () => this.#present.publish(),
      expel: () => void socket.disconnect(true),
      report,
    });
    socket.onAny((name: unknown, ...values: unknown[]) => receive(name, values));
    this.#takeSeat(socket, socket.data.seat);
    this.#greet(socket);
  }

  #greet(socket: WireSocket): void {
    const hello = this.#hello(socket);
    this.#tell(() => socket.emit('hello', hello));
    this.#sendAccount(socket);
  }

  #handlersFor(socket: WireSocket): Handlers {
    const host = this.#present;
    return {
      ...tradingHandlers({ host, seat: () => socket.data.seat?.record ?? null }),
      ...operatorHandlers({ host, isAdmin: socket.data.isAdmin }),
      snapshot: () => accept(host.run.snapshot()),
      join: (request) => this.#join(socket, request),
    };
  }

  #join(socket: WireSocket, request: JoinRequest): Answer<Seat> {
    const { name } = request;
    const requestId = request.requestId ?? null;
    const token = this.#options.seatTokens({ name, requestId });
    // Asked again, because the answer got lost: whoever knows the request has the seat.
    const own = requestId === null ? null : this.#findSeat(token);
    if (own !== null) {
      this.#takeSeat(socket, own);
      return accept(seatOf(own.record, token));
    }
    const { seat } = socket.data;
    if (seat !== null) {
      return refuse('SEAT_NAME_TAKEN', `join: this connection sits here already, as "${seat.record.name}"`);
    }
    const joined = this.#seatSomebody(name, seatTokenHash(token));
    if (!joined.ok) return joined;
    this.#takeSeat(socket, { record: joined.value, token });
    return accept(seatOf(joined.value, token));
  }

  #seatSomebody(name: string, tokenHash: string): Answer<SeatRecord> {
    const action = { kind: 'seat', name, tokenHash } as const;
    return this.#present.take<SeatRecord>({ actor: `seat:${name}`, requestId: null, action });
  }

  #takeSeat(socket: WireSocket, seat: OwnSeat | null): void {
    socket.data.seat = seat;
    if (seat !== null) void socket.join(roomOf(seat.record.accountId));
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
      seat: seat === null ? null : seatOf(seat.record, seat.token),
      rules: { leftover: engine.rules.leftover, closeOutScope: engine.rules.closeOutScope },
    };
  }

  /** Everybody who is here moves on to the new run, with the secret he has; a seat whose owner is gone is free again. */
  #moveToNewRun(): void {
    const sockets = [...this.#server.of('/').sockets.values()];
    const seats = new Map(sockets.map(({ data }) => [data.seat?.record.tokenHash, data.seat?.record]));
    const people = [...seats.values()].filter((seat) => seat !== undefined);
    people.sort((left, right) => left.accountId - right.accountId);
    for (const { name, tokenHash } of people) this.#seatSomebody(name, tokenHash);
    for (const socket of sockets) {
      const { seat } = socket.data;
      if (seat !== null) void socket.leave(roomOf(seat.record.accountId));
      this.#takeSeat(socket, seat === null ? null : this.#findSeat(seat.token));
      this.#greet(socket);
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
      if (!rooms.has(room)) continue;
      const state = accountState(engine, account);
      this.#tell(() => this.#server.to(room).emit('accountState', state));
    }
  }

  #sendAccount(socket: WireSocket): void {
    const { seat } = socket.data;
    if (seat === null) return;
    const state = accountState(this.#present.run.engine, seat.record.accountId);
    this.#tell(() => socket.emit('accountState', state));
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
