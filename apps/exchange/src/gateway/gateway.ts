/** The Socket.IO side: who connects, what they may say, and who is told what. */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import {
  type AccountState,
  type Answer,
  type ClientToServerEvents,
  type Hello,
  type JoinRequest,
  type RunState,
  type Seat,
  type ServerToClientEvents,
  WIRE_VERSION,
} from '@spillway/protocol/wire';
import { handshakeAuthCodec, parseMessage } from '@spillway/protocol/wire/codecs';
import { Server, type Socket } from 'socket.io';
import { accept, refuse } from '../answers.ts';
import { isHostAllowed, isOriginAllowed, type OriginRules } from '../http/request-origin.ts';
import type { ConnectionWatch, GatewayWatch } from '../observability/gateway-watch.ts';
import type { Room, RoomNews } from '../rooms/room.ts';
import type { MovingSeat } from '../rooms/room-messages.ts';
import type { SeatNotice } from '../seats/seat-feed.ts';
import { type SeatRecord, seatOf, seatTokenHash } from '../seats/seat-registry.ts';
import type { SeatTokenMaker } from '../seats/seat-tokens.ts';
import { guardMessages, type Handlers, STOPPING } from './message-guard.ts';
import { operatorHandlers } from './run-handlers.ts';
import type { RateLimit } from './token-bucket.ts';
import { tradingHandlers } from './trading-handlers.ts';

/** An order is a few hundred bytes. */
const MESSAGE_BYTES_MAX = 16 * 1_024;
const CONNECT_TIMEOUT_MS = 5_000;
/** Whoever does not read by then does not hold up the end. */
const FAREWELL_MS_MAX = 500;
const FAREWELL_POLL_MS = 10;

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
  readonly watch: GatewayWatch;
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
  /** While the room is asked for a seat. */
  isJoining: boolean;
  /** Null before the connection is let in. */
  watch: ConnectionWatch | null;
}

type NoServerEvents = Record<string, never>;
type WireServer = Server<ClientToServerEvents, ServerToClientEvents, NoServerEvents, Session>;
type WireSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoServerEvents, Session>;

const roomOf = (account: number): string => `seat:${account}`;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server: WireServer;
  #room: Room | null = null;
  #isStopping = false;

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
        if (refusal !== null) this.#options.watch.connectionRefused(refusal, request.socket.remoteAddress);
        decide(refusal, refusal === null);
      },
    });
    this.#server.use((socket, next) => next(this.#admit(socket) ?? undefined));
    this.#server.on('connection', (socket) => this.#welcome(socket));
  }

  get connectionCount(): number {
    return this.#server.engine?.clientsCount ?? 0;
  }

  /** Tells whoever it concerns what happened in the room. */
  tell(news: RoomNews): void {
    switch (news.kind) {
      case 'frame':
        this.#dropSlowReaders();
        this.#server.emit('frame', news.frame);
        this.#options.watch.traffic.framesSent += this.#server.of('/').sockets.size;
        break;
      case 'runState':
        this.#server.emit('runState', news.state);
        break;
      case 'notices':
        this.#tellSeats(news.notices);
        break;
      case 'accounts':
        for (const state of news.states) this.#tellAccount(state);
        break;
      case 'replaced':
        this.#moveToNewRun();
        break;
    }
  }

  /** Begins to serve a room on the port of `httpServer`. */
  attach(httpServer: HttpServer, room: Room): void {
    this.#room = room;
    this.#server.attach(httpServer);
  }

  /** Tells everybody that the exchange ends, and lets nobody in any more. */
  stop(): void {
    this.#isStopping = true;
    this.#server.emit('stopping', { reason: STOPPING });
  }

  /** Ends every connection, once what was sent is on its way. */
  async close(): Promise<void> {
    const deadlineMs = performance.now() + FAREWELL_MS_MAX;
    do {
      await new Promise((resolve) => setTimeout(resolve, FAREWELL_POLL_MS));
    } while (this.#hasWaitingPackets && performance.now() < deadlineMs);
    await this.#server.close();
  }

  get #hasWaitingPackets(): boolean {
    return [...this.#server.of('/').sockets.values()].some((socket) => waitingPackets(socket) > 0);
  }

  get #present(): Room {
    if (this.#room === null) throw new Error('the gateway is not attached yet');
    return this.#room;
  }

  #refusalOf(request: IncomingMessage): string | null {
    const { originRules, limits } = this.#options;
    if (!isHostAllowed(request.headers.host, originRules)) return 'host not allowed';
    if (!isOriginAllowed(request.headers, originRules)) return 'origin not allowed';
    if (this.#isStopping) return STOPPING;
    return this.connectionCount >= limits.connectionsMax ? 'too many connections' : null;
  }

  /** Settles who this is. A wrong token grants nothing and says nothing: one watches, as without it. */
  #admit(socket: WireSocket): Error | null {
    const auth = parseMessage(handshakeAuthCodec, socket.handshake.auth, 'auth');
    if (!auth.ok) {
      this.#options.watch.connectionRefused('handshake not understood', socket.handshake.address);
      return new Error(auth.message);
    }
    const { adminToken, seatToken } = auth.value;
    Object.assign(socket.data, {
      isAdmin: adminToken !== undefined && this.#options.isAdminToken(adminToken),
      seat: seatToken === undefined ? null : this.#findSeat(seatToken),
      isJoining: false,
      watch: null,
    } satisfies Session);
    return null;
  }

  #findSeat(token: string): OwnSeat | null {
    const record = this.#present.findSeat(seatTokenHash(token));
    return record === null ? null : { record, token };
  }

  #welcome(socket: WireSocket): void {
    const { report, limits } = this.#options;
    countWaitingPackets(socket);
    // Socket.IO prints faults of a client that nobody listens for.
    socket.on('error', () => undefined);
    const watch = this.#watchOver(socket);
    const receive = guardMessages({
      handlers: this.#handlersFor(socket),
      limit: limits.rate,
      clock: () => performance.now(),
      expel: () => {
        watch.expelled();
        socket.disconnect(true);
      },
      report,
      watch,
    });
    socket.onAny((name: unknown, ...values: unknown[]) => receive(name, values));
    this.#takeSeat(socket, socket.data.seat);
    this.#greet(socket);
  }

  #watchOver(socket: WireSocket): ConnectionWatch {
    const { address } = socket.handshake;
    const { data } = socket;
    const seat = (): string | null => data.seat?.record.name ?? null;
    const watch = this.#options.watch.connected({ address, isAdmin: data.isAdmin, seat });
    data.watch = watch;
    socket.on('disconnect', (reason) => watch.ended(reason));
    return watch;
  }

  /** Says how things stand, as of one moment. */
  #greet(socket: WireSocket): void {
    const room = this.#present;
    const { seat } = socket.data;
    const state = room.ask('state', null);
    const account = seat === null ? null : room.ask('account', seat.record.accountId);
    Promise.all([state, account]).then(
      ([run, accountState]) => {
        socket.emit('hello', this.#hello(socket, run));
        if (accountState !== null) socket.emit('accountState', accountState);
      },
      // A room that broke down is shown as it was last told.
      () => socket.emit('hello', this.#hello(socket, room.state)),
    );
  }

  #handlersFor(socket: WireSocket): Handlers {
    const room = this.#present;
    return {
      ...tradingHandlers({ room, seat: () => socket.data.seat?.record ?? null }),
      ...operatorHandlers({ room, isAdmin: socket.data.isAdmin, people: () => this.#people() }),
      snapshot: async () => accept(await room.ask('snapshot', null)),
      join: (request) => this.#join(socket, request),
    };
  }

  async #join(socket: WireSocket, request: JoinRequest): Promise<Answer<Seat>> {
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
    if (seat !== null || socket.data.isJoining) {
      const as = seat === null ? '' : `, as "${seat.record.name}"`;
      return refuse('SEAT_NAME_TAKEN', `join: this connection sits here already${as}`);
    }
    socket.data.isJoining = true;
    try {
      const action = { kind: 'seat', name, tokenHash: seatTokenHash(token) } as const;
      const joined = await this.#present.ask('take', { actor: `seat:${name}`, requestId: null, action });
      if (!joined.ok) return joined;
      // A seat is what taking one answers with.
      const record = joined.value as SeatRecord;
      this.#present.noteSeat(record);
      this.#takeSeat(socket, { record, token });
      return accept(seatOf(record, token));
    } finally {
      socket.data.isJoining = false;
    }
  }

  #takeSeat(socket: WireSocket, seat: OwnSeat | null): void {
    socket.data.seat = seat;
    if (seat !== null) void socket.join(roomOf(seat.record.accountId));
  }

  #hello(socket: WireSocket, run: RunState): Hello {
    const { instruments, rules } = this.#present.greeting;
    const { isAdmin, seat } = socket.data;
    return {
      wireVersion: WIRE_VERSION,
      run,
      instruments,
      isAdmin,
      seat: seat === null ? null : seatOf(seat.record, seat.token),
      rules,
    };
  }

  get #sockets(): readonly WireSocket[] {
    return [...this.#server.of('/').sockets.values()];
  }

  /** The seats whose owners are here, in the order of joining. */
  #people(): readonly MovingSeat[] {
    const present = new Map<string, SeatRecord>();
    for (const { data } of this.#sockets) {
      if (data.seat !== null) present.set(data.seat.record.tokenHash, data.seat.record);
    }
    return [...present.values()]
      .sort((left, right) => left.accountId - right.accountId)
      .map(({ name, tokenHash }) => ({ name, tokenHash }));
  }

  /** Everybody who is here sits in the new run, by the secret he has; a seat whose owner is gone is free again. */
  #moveToNewRun(): void {
    for (const socket of this.#sockets) {
      const { seat } = socket.data;
      if (seat !== null) void socket.leave(roomOf(seat.record.accountId));
      this.#takeSeat(socket, seat === null ? null : this.#findSeat(seat.token));
      this.#greet(socket);
    }
  }

  #tellSeats(notices: readonly SeatNotice[]): void {
    for (const notice of notices) {
      const room = this.#server.to(roomOf(notice.accountId));
      const readers = this.#server.of('/').adapter.rooms.get(roomOf(notice.accountId));
      this.#options.watch.traffic.noticesSent += readers?.size ?? 0;
      if (notice.event === 'fill') room.emit('fill', notice.notice);
      else room.emit('liquidation', notice.notice);
    }
  }

  #tellAccount(state: AccountState): void {
    const room = roomOf(state.accountId);
    if (this.#server.of('/').adapter.rooms.has(room)) this.#server.to(room).emit('accountState', state);
  }

  /** Whoever does not read must not fill the memory: the connection breaks, and begins anew with a snapshot. */
  #dropSlowReaders(): void {
    const { packetsWaitingMax } = this.#options.limits;
    for (const socket of this.#sockets) {
      // Discarding: an orderly close would wait for the reader to take everything first.
      if (waitingPackets(socket) <= packetsWaitingMax) continue;
      socket.data.watch?.slow(waitingPackets(socket));
      socket.conn.close(true);
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
