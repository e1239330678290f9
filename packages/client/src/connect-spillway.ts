import {
  type AccountState,
  type AdjustMarginRequest,
  type Answer,
  type AnswerValueOf,
  type CancelAllRequest,
  type CancelOrderRequest,
  type ClientEventName,
  type ClientToServerEvents,
  type HandshakeAuth,
  type Hello,
  type PlacedOrder,
  type PlacedOrders,
  type PlaceOrderRequest,
  type PlaceOrdersRequest,
  type RequestOf,
  type ResetRequest,
  type RunState,
  type Seat,
  type SeatTotals,
  type ServerToClientEvents,
  type SetLeverageRequest,
  type SetMarginModeRequest,
  type ShockRequest,
  type Snapshot,
  WIRE_VERSION,
} from '@spillway/protocol/wire';
import { io, type Socket } from 'socket.io-client';
import { createFrameFollower, type FrameFollower } from './frame-follower.ts';
import { createRequestId } from './request-id.ts';
import { SpillwayError } from './spillway-error.ts';
import {
  type ConnectionStatus,
  createEventHub,
  type EventHub,
  type SpillwayEventName,
  type SpillwayListener,
} from './spillway-events.ts';

const ANSWER_TIMEOUT_MS = 5_000;
/** A step runs as fast as the server can; a long one takes a while. */
const STEP_TIMEOUT_MS = 120_000;
const RECONNECTION_DELAY_MS = 250;
const RECONNECTION_DELAY_MS_MAX = 1_000;

export interface SpillwayOptions {
  /** Where the exchange is, such as `http://localhost:4000`; the page's own origin when absent. */
  readonly url?: string | undefined;
  /** Grants the run controls. */
  readonly adminToken?: string | undefined;
  /** Takes a seat again that an earlier client had. */
  readonly seatToken?: string | undefined;
  /** How long a command waits for its answer. */
  readonly timeoutMs?: number | undefined;
}

/** A connection to a live run. Every command resolves with the server's value or rejects with a `SpillwayError`. */
export interface SpillwayClient {
  /** The first greeting of the server; rejects when it turns the connection away. */
  readonly ready: Promise<Hello>;
  /** The seat this client holds; null when none. It is taken again after a reconnect and after a reset. */
  readonly seat: Seat | null;
  readonly status: ConnectionStatus;
  /** Returns a function that stops listening. Whoever listens to `snapshot` or `frame` gets a snapshot first. */
  on<Name extends SpillwayEventName>(name: Name, listener: SpillwayListener<Name>): () => void;
  join(name: string): Promise<Seat>;
  placeOrder(order: PlaceOrderRequest): Promise<PlacedOrder>;
  /** Places up to 100 orders in one message. Resolves also when some or all of them were refused: each has its own answer. */
  placeOrders(request: PlaceOrdersRequest): Promise<PlacedOrders>;
  cancelOrder(request: CancelOrderRequest): Promise<void>;
  cancelAllOrders(request?: CancelAllRequest): Promise<void>;
  setMarginMode(request: SetMarginModeRequest): Promise<void>;
  setLeverage(request: SetLeverageRequest): Promise<void>;
  adjustMargin(request: AdjustMarginRequest): Promise<void>;
  account(): Promise<AccountState>;
  snapshot(): Promise<Snapshot>;
  seatTotals(): Promise<SeatTotals>;
  start(): Promise<RunState>;
  pause(): Promise<RunState>;
  /** Resolves when the run has got there, or stopped before. */
  step(simulatedMs: number): Promise<RunState>;
  setSpeed(speed: number): Promise<RunState>;
  shock(request: ShockRequest): Promise<RunState>;
  reset(request?: ResetRequest): Promise<RunState>;
  close(): void;
}

type TypedSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** What the library's own generics cannot say for a name that is itself a type parameter. */
interface AskingSocket {
  emitWithAck(name: string, ...payload: unknown[]): Promise<Answer<unknown>>;
}

interface Connection {
  readonly socket: TypedSocket;
  readonly hub: EventHub;
  readonly follower: FrameFollower;
  readonly ready: PromiseWithResolvers<Hello>;
  seat: Seat | null;
  seatToken: string | undefined;
  status: ConnectionStatus;
  hasConnected: boolean;
  /** Why the server said that it would end the connection; null when it did not. */
  farewell: string | null;
}

/** Connects to a live run, over WebSocket alone, and stays connected. Works in browsers and in Node. */
export function connectSpillway(options: SpillwayOptions = {}): SpillwayClient {
  const timeoutMs = options.timeoutMs ?? ANSWER_TIMEOUT_MS;
  const connection = openConnection(options);
  const ask = <Name extends ClientEventName>(name: Name, ...payload: PayloadOf<Name>) =>
    request(connection, { name, payload, timeoutMs });
  const tell = async (name: CommandWithoutValue, payload: RequestOf<CommandWithoutValue>) => {
    await request(connection, { name, payload: [payload], timeoutMs });
  };
  return {
    ready: connection.ready.promise,
    get seat(): Seat | null {
      return connection.seat;
    },
    get status(): ConnectionStatus {
      return connection.status;
    },
    on: (name, listener) => {
      const wasFollowing = isFollowing(connection);
      const stop = connection.hub.on(name, listener);
      const isGreeted = connection.hasConnected && connection.socket.connected;
      if (isGreeted && !wasFollowing && isFollowing(connection)) startFollowing(connection);
      return stop;
    },
    join: async (name) => {
      const seat = await ask('join', { name });
      connection.seat = seat;
      connection.seatToken = seat.seatToken;
      return seat;
    },
    placeOrder: (order) => ask('placeOrder', order),
    placeOrders: (orders) => ask('placeOrders', orders),
    cancelOrder: (cancel) => tell('cancelOrder', cancel),
    cancelAllOrders: (cancel = {}) => tell('cancelAllOrders', cancel),
    setMarginMode: (change) => tell('setMarginMode', change),
    setLeverage: (change) => tell('setLeverage', change),
    adjustMargin: (change) => tell('adjustMargin', change),
    account: () => ask('account'),
    snapshot: () => ask('snapshot'),
    seatTotals: () => ask('seatTotals'),
    start: () => ask('runStart'),
    pause: () => ask('runPause'),
    step: (simulatedMs) =>
      request(connection, { name: 'runStep', payload: [{ simulatedMs }], timeoutMs: STEP_TIMEOUT_MS }),
    setSpeed: (speed) => ask('runSpeed', { speed }),
    shock: (shock) => ask('runShock', shock),
    reset: (reset = {}) => ask('runReset', reset),
    close: () => {
      connection.socket.disconnect();
      setStatus(connection, 'closed', 'closed by this client');
    },
  };
}

/** Requests that change something, and so must be done once. */
const NAMED_REQUESTS: ReadonlySet<ClientEventName> = new Set([
  'join',
  'placeOrder',
  'placeOrders',
  'cancelOrder',
  'cancelAllOrders',
  'setMarginMode',
  'setLeverage',
  'adjustMargin',
  'runShock',
]);

type CommandWithoutValue = {
  [Name in ClientEventName]: AnswerValueOf<Name> extends null ? Name : never;
}[ClientEventName];
type PayloadOf<Name extends ClientEventName> = RequestOf<Name> extends undefined ? [] : [RequestOf<Name>];

function openConnection(options: SpillwayOptions): Connection {
  const hub = createEventHub();
  const socket: TypedSocket = io(options.url ?? '', {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: RECONNECTION_DELAY_MS,
    reconnectionDelayMax: RECONNECTION_DELAY_MS_MAX,
    // Asked anew at every attempt: a seat won meanwhile is taken again.
    auth: (send) => send(authOf(options, connection)),
  });
  const follower = createFrameFollower({
    requestSnapshot: () => void fetchSnapshot(connection, options.timeoutMs ?? ANSWER_TIMEOUT_MS),
    deliverSnapshot: (snapshot) => {
      setStatus(connection, 'live', '');
      hub.emit('snapshot', snapshot);
    },
    deliverFrame: (frame) => hub.emit('frame', frame),
  });
  const connection: Connection = {
    socket,
    hub,
    follower,
    ready: Promise.withResolvers<Hello>(),
    seat: null,
    seatToken: options.seatToken,
    status: 'connecting',
    hasConnected: false,
    farewell: null,
  };
  // Whoever does not wait for `ready` learns of a refusal from `connection` events; no rejection is left over.
  connection.ready.promise.catch(() => undefined);
  listen(connection);
  return connection;
}

function authOf(options: SpillwayOptions, connection: Connection): HandshakeAuth {
  return {
    ...(options.adminToken === undefined ? {} : { adminToken: options.adminToken }),
    ...(connection.seatToken === undefined ? {} : { seatToken: connection.seatToken }),
  };
}

function listen(connection: Connection): void {
  const { socket, hub, follower } = connection;
  socket.on('hello', (hello) => greet(connection, hello));
  socket.on('runState', (state) => hub.emit('runState', state));
  socket.on('accountState', (state) => hub.emit('accountState', state));
  socket.on('fill', (notice) => hub.emit('fill', notice));
  socket.on('liquidation', (notice) => hub.emit('liquidation', notice));
  socket.on('frame', (frame) => {
    if (isFollowing(connection)) follower.acceptFrame(frame);
  });
  socket.on('stopping', ({ reason }) => {
    connection.farewell = reason;
  });
  socket.on('disconnect', (reason) => {
    // `active` says that the library will try again by itself.
    setStatus(connection, socket.active ? 'offline' : 'closed', connection.farewell ?? reason);
  });
  socket.on('connect_error', (error) => {
    if (socket.active) {
      if (connection.hasConnected) setStatus(connection, 'offline', error.message);
      return;
    }
    refuse(connection, new SpillwayError('REFUSED', error.message, { cause: error }));
  });
}

function greet(connection: Connection, hello: Hello): void {
  if (hello.wireVersion !== WIRE_VERSION) {
    const line = `the server speaks wire version ${hello.wireVersion}, this client ${WIRE_VERSION}`;
    refuse(connection, new SpillwayError('WIRE_VERSION', line));
    return;
  }
  connection.hasConnected = true;
  connection.farewell = null;
  connection.seat = hello.seat;
  connection.seatToken = hello.seat?.seatToken;
  connection.ready.resolve(hello);
  connection.hub.emit('hello', hello);
  if (isFollowing(connection)) startFollowing(connection);
  else setStatus(connection, 'live', '');
}

function refuse(connection: Connection, error: SpillwayError): void {
  connection.socket.disconnect();
  connection.ready.reject(error);
  setStatus(connection, 'closed', error.message);
  connection.hub.emit('error', error);
}

function isFollowing({ hub }: Connection): boolean {
  return hub.hasListener('snapshot') || hub.hasListener('frame');
}

function startFollowing(connection: Connection): void {
  setStatus(connection, 'catching-up', 'waiting for a snapshot');
  connection.follower.restart();
}

async function fetchSnapshot(connection: Connection, timeoutMs: number): Promise<void> {
  const { follower, hub } = connection;
  setStatus(connection, 'catching-up', 'waiting for a snapshot');
  try {
    follower.acceptSnapshot(await request(connection, { name: 'snapshot', payload: [], timeoutMs }));
  } catch (error) {
    follower.snapshotFailed();
    if (error instanceof SpillwayError) hub.emit('error', error);
    else throw error;
  }
}

function setStatus(connection: Connection, status: ConnectionStatus, reason: string): void {
  if (connection.status === status) return;
  connection.status = status;
  connection.hub.emit('connection', { status, reason });
}

interface Question<Name extends ClientEventName> {
  readonly name: Name;
  readonly payload: PayloadOf<Name>;
  readonly timeoutMs: number;
}

/**
 * Sends one message and waits for its answer. Never sends late: what cannot leave now is refused as `OFFLINE`. When the
 * connection breaks before the answer came, a request that changes something is sent again on the next one, under its
 * id: it is done once.
 */
async function request<Name extends ClientEventName>(
  connection: Connection,
  question: Question<Name>,
): Promise<AnswerValueOf<Name>> {
  const { name, timeoutMs } = question;
  // Before the first connection the library keeps the message and its timer; after that, nothing is kept.
  if (connection.status === 'closed' || (connection.hasConnected && !connection.socket.connected)) {
    throw new SpillwayError('OFFLINE', `${name}: not connected, nothing was sent`);
  }
  const deadlineMs = performance.now() + timeoutMs;
  const named = { ...question, payload: namedPayload(question) };
  for (;;) {
    try {
      return await requestOnce(connection, named, deadlineMs - performance.now());
    } catch (error) {
      if (!isWorthRepeating(error, named)) throw error;
      const isBack = await untilGreeted(connection, deadlineMs - performance.now());
      if (!isBack) throw error;
    }
  }
}

/** The payload of a request that changes something, with an id if its sender gave it none. */
function namedPayload<Name extends ClientEventName>({ name, payload }: Question<Name>): PayloadOf<Name> {
  if (!NAMED_REQUESTS.has(name)) return payload;
  const [fields] = payload as readonly [object];
  return [{ requestId: createRequestId(), ...fields }] as unknown as PayloadOf<Name>;
}

/** Whether a request may be sent again on the next connection: this one broke under it, or its server is ending. */
function isWorthRepeating(error: unknown, { name }: { readonly name: ClientEventName }): boolean {
  if (!(error instanceof SpillwayError && NAMED_REQUESTS.has(name))) return false;
  return error.code === 'NO_ANSWER' || error.code === 'STOPPING';
}

/** Waits for the greeting of a connection that takes the place of a broken one; says whether it came in time. */
async function untilGreeted(connection: Connection, patienceMs: number): Promise<boolean> {
  const { socket, hub } = connection;
  if (!socket.active || patienceMs <= 0) return false;
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(false), patienceMs);
    const stopListening = [
      hub.on('hello', () => settle(true)),
      hub.on('connection', ({ status }) => {
        if (status === 'closed') settle(false);
      }),
    ];
    function settle(isBack: boolean): void {
      clearTimeout(timer);
      for (const stop of stopListening) stop();
      resolve(isBack);
    }
  });
}

async function requestOnce<Name extends ClientEventName>(
  connection: Connection,
  { name, payload, timeoutMs }: Question<Name>,
  patienceMs: number,
): Promise<AnswerValueOf<Name>> {
  const asking = connection.socket.timeout(Math.max(1, patienceMs)) as unknown as AskingSocket;
  const answer = await asking.emitWithAck(name, ...payload).catch((cause: unknown) => {
    const line = `${name}: no answer within ${timeoutMs} ms; it may or may not have been taken`;
    throw new SpillwayError('NO_ANSWER', line, { cause });
  });
  if (answer.ok) return answer.value as AnswerValueOf<Name>;
  throw new SpillwayError(answer.code, answer.message);
}
