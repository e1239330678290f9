/**
 * What the client must be able to do, as checks against the protocol peer. They know neither k6 nor Node: the
 * same list runs in both.
 */
import type { CloseReason } from './close-reason.ts';
import { Session } from './session.ts';
import type { SessionHost } from './session-host.ts';
import type { SocketNamespace } from './socket-namespace.ts';

export interface ProtocolCheck {
  readonly name: string;
  /** Rejects with what was found in place of what was expected. */
  readonly run: (host: SessionHost, serverUrl: string) => Promise<void>;
}

/** Far more than anything here takes; what is late is broken. */
const PATIENCE_MS = 5000;
const SHORT_MS = 60;

export const PROTOCOL_CHECKS: readonly ProtocolCheck[] = [
  {
    name: 'joins the main namespace and hears what the server says at once',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace, session }) => {
        const welcome = nextEvent(host, namespace, 'welcome');
        const joined = await namespace.joined;
        expectSame('welcome', await welcome, [joined.kind === 'joined' ? joined.sessionId : joined.kind]);
        expectSame('message limit', session.handshake?.messageBytesMax, 16_384);
      }),
  },
  {
    name: 'sends authentication with the request to join',
    run: (host, url) =>
      inNamespace({ host, url, authentication: { token: 'ä"1' } }, async ({ namespace }) => {
        await namespace.joined;
        expectSame('authentication', await ask(namespace, 'authentication'), [{ token: 'ä"1' }]);
      }),
  },
  {
    name: 'reads why a namespace refuses it',
    run: (host, url) =>
      inNamespace({ host, url, name: '/private', authentication: { token: 'no' } }, async ({ namespace }) => {
        const data = { code: 'TOKEN_WRONG' };
        expectSame('refusal', await namespace.joined, { kind: 'refused', message: 'wrong token', data });
      }),
  },
  {
    name: 'reads that a namespace does not exist',
    run: (host, url) =>
      inNamespace({ host, url, name: '/nowhere' }, async ({ namespace }) => {
        const refusal = { kind: 'refused', message: 'Invalid namespace', data: undefined };
        expectSame('refusal', await namespace.joined, refusal);
      }),
  },
  {
    name: 'keeps two namespaces of one connection apart',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace, session }) => {
        const trade = session.join('/trade');
        const inner = session.join('/private', { token: 'sesame' });
        await Promise.all([namespace.joined, trade.joined, inner.joined]);
        const answers = await Promise.all([
          ask(namespace, 'echo', 'main'),
          ask(trade, 'echo', 'trade'),
          ask(inner, 'echo', 'private'),
        ]);
        expectSame('answers', answers, [['main'], ['trade'], ['private']]);
        trade.leave();
        expectSame('after leaving one', await ask(namespace, 'echo', 'still here'), ['still here']);
      }),
  },
  {
    name: 'carries JSON there and back unchanged',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace }) => {
        await namespace.joined;
        const values = ['ünï "quoted"', 0.1, -5, null, true, [1, [2]], { a: { b: [] } }, ''];
        expectSame('echo', await ask(namespace, 'echo', ...values), values);
      }),
  },
  {
    name: 'matches many acknowledgements to their requests',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace }) => {
        await namespace.joined;
        const numbers = Array.from({ length: 200 }, (_, index) => index);
        const answers = await Promise.all(numbers.map((value) => ask(namespace, 'echo', value)));
        expectSame(
          'answers',
          answers,
          numbers.map((value) => [value]),
        );
      }),
  },
  {
    name: 'sends and receives bytes, in events and in acknowledgements',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace }) => {
        await namespace.joined;
        const bytes = new Uint8Array([0, 1, 2, 250, 255]).subarray(1);
        const echoed = await ask(namespace, 'echo', { bytes, label: 'x' }, bytes.buffer);
        expectSame('in the acknowledgement', echoed, [{ bytes, label: 'x' }, new Uint8Array(bytes.buffer)]);
        const published = nextEvent(host, namespace, 'published');
        namespace.emit('publish', 'columns', bytes);
        expectSame('in the event', await published, ['columns', bytes]);
      }),
  },
  {
    name: 'answers a question of the server',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace }) => {
        namespace.on('question', ([question], { acknowledge }) => acknowledge({ heard: question }));
        await namespace.joined;
        expectSame('answer', await ask(namespace, 'ask', 'how many?'), [{ heard: 'how many?' }]);
      }),
  },
  {
    name: 'gives up on a request in time, and drops the answer that comes later',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace }) => {
        await namespace.joined;
        const held = await namespace.request({ event: 'hold', values: [], timeoutMs: SHORT_MS });
        expectSame('held request', held, { kind: 'timeout' });
        expectSame('release', await ask(namespace, 'release'), ['released']);
        expectSame('next request', await ask(namespace, 'echo', 1), [1]);
      }),
  },
  {
    name: 'answers the heartbeat',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace }) => {
        await new Promise<void>((resolve) => {
          namespace.on('beat', ([count]) => {
            if (count === 3) resolve();
          });
        });
        expectSame('afterwards', await ask(namespace, 'echo', 'alive'), ['alive']);
      }),
  },
  {
    name: 'hands out the text of an event unparsed',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace, session }) => {
        const text = new Promise<string>((resolve) => session.onText('published', resolve));
        await namespace.joined;
        namespace.emit('publish', { sequence: 1 });
        expectSame('text', await text, '["published",{"sequence":1}]');
      }),
  },
  {
    name: 'survives an error in a listener, and reports it',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace, errors }) => {
        namespace.on('published', () => {
          throw new Error('a mistake in a script');
        });
        await namespace.joined;
        namespace.emit('publish', 1);
        expectSame('afterwards', await ask(namespace, 'echo', 'alive'), ['alive']);
        expectSame('errors', errors.map(String), ['Error: a mistake in a script']);
      }),
  },
  {
    name: 'learns that it was thrown out of a namespace',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace }) => {
        await namespace.joined;
        const pending = namespace.request({ event: 'hold', values: [], timeoutMs: PATIENCE_MS });
        namespace.emit('expel');
        expectSame('end', await namespace.ended, { kind: 'left' });
        expectSame('open request', await pending, { kind: 'left' });
        expectSame('emit afterwards', namespace.emit('echo'), false);
      }),
  },
  {
    name: 'learns that the server closed the connection',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace, session }) => {
        await namespace.joined;
        const pending = namespace.request({ event: 'hold', values: [], timeoutMs: PATIENCE_MS });
        namespace.emit('drop');
        const reason = await session.closed;
        expectSame('reason', reason.kind, 'connection-lost');
        expectSame('open request', await pending, { kind: 'closed', reason });
      }),
  },
  {
    name: 'says that it closed the connection itself',
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace, session }) => {
        await namespace.joined;
        session.close();
        const reason: CloseReason = { kind: 'closed-by-client' };
        expectSame('reason', await session.closed, reason);
        const late = await namespace.request({ event: 'echo', values: [], timeoutMs: PATIENCE_MS });
        expectSame('request afterwards', late, { kind: 'closed', reason });
      }),
  },
  {
    name: 'says that nobody listens at an address',
    run: async (host, url) => {
      // Port 1 is reserved (RFC 1700, tcpmux), and nobody listens there.
      const session = new Session(host, { serverUrl: url.replace(/:\d+$/, ':1') });
      expectSame('reason', (await session.closed).kind, 'connection-failed');
    },
  },
  ...malformedFrameChecks(),
];

/** Frames that must cost their sender its connection, and nobody else anything. */
function malformedFrameChecks(): ProtocolCheck[] {
  const frames: readonly (readonly [name: string, frame: string | Uint8Array])[] = [
    ['an unknown frame type', '9'],
    ['an unknown packet type', '47'],
    ['broken JSON', '42["echo"'],
    ['a reserved event name', '42["disconnect"]'],
    ['a binary packet without attachments', '450-["echo"]'],
    ['a binary packet with eleven attachments', '4511-["echo"]'],
    ['bytes that no packet announced', new Uint8Array([1, 2, 3])],
    ['more bytes than the server takes', `42["echo","${'x'.repeat(20_000)}"]`],
  ];
  return frames.map(([name, frame]) => ({
    name: `${name} closes the sender's connection and no other`,
    run: (host, url) =>
      inNamespace({ host, url }, async ({ namespace: bystander }) => {
        await inNamespace({ host, url }, async ({ namespace, session }) => {
          await namespace.joined;
          session.sendRaw(frame);
          expectSame('sender', (await session.closed).kind, 'connection-lost');
        });
        await bystander.joined;
        expectSame('bystander', await ask(bystander, 'echo', 'alive'), ['alive']);
      }),
  }));
}

interface Opening {
  readonly host: SessionHost;
  readonly url: string;
  readonly name?: string;
  readonly authentication?: Readonly<Record<string, unknown>>;
}

interface OpenNamespace {
  readonly session: Session;
  readonly namespace: SocketNamespace;
  readonly errors: readonly unknown[];
}

async function inNamespace(opening: Opening, use: (open: OpenNamespace) => Promise<void>): Promise<void> {
  const { host, url, name, authentication } = opening;
  const errors: unknown[] = [];
  const session = new Session(host, { serverUrl: url, reportError: (error) => errors.push(error) });
  const cancelDeadline = host.startTimer(() => session.close(), 2 * PATIENCE_MS);
  try {
    await use({ session, namespace: session.join(name, authentication ?? null), errors });
  } finally {
    cancelDeadline();
    session.close();
  }
}

async function ask(namespace: SocketNamespace, event: string, ...values: unknown[]): Promise<unknown> {
  const result = await namespace.request({ event, values, timeoutMs: PATIENCE_MS });
  return result.kind === 'answered' ? result.values : result;
}

function nextEvent(host: SessionHost, namespace: SocketNamespace, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    const cancelTimer = host.startTimer(() => resolve(`no ${event} within ${PATIENCE_MS} ms`), PATIENCE_MS);
    namespace.on(event, (values) => {
      cancelTimer();
      resolve(values);
    });
  });
}

function expectSame(subject: string, actual: unknown, expected: unknown): void {
  const actualText = toText(actual);
  const expectedText = toText(expected);
  if (actualText !== expectedText)
    throw new Error(`${subject}: expected ${expectedText}, found ${actualText}`);
}

/** JSON, in which bytes are told from lists. */
function toText(value: unknown): string {
  return String(
    JSON.stringify(value, (_key, part: unknown) =>
      part instanceof Uint8Array ? { bytes: Array.from(part) } : part,
    ),
  );
}
