/** How a server under test is spoken to by the row that started it. */
import process from 'node:process';
import { collectGarbage } from '@spillway/bench-kit';

export interface ServerUsage {
  /** Processor time of the whole process, its helper threads with it. */
  readonly cpuNs: number;
}

export interface ServerMemory {
  readonly residentBytes: number;
  /** Reachable: after a collection. */
  readonly heapBytes: number;
}

export interface Question {
  readonly number: number;
  readonly name: string;
  readonly value: unknown;
}

export interface Reply {
  readonly number: number;
  readonly value: unknown;
}

export type Answers = Readonly<Record<string, (value: unknown) => unknown>>;

const COMMON: Answers = {
  usage: (): ServerUsage => {
    const { user, system } = process.cpuUsage();
    return { cpuNs: (user + system) * 1_000 };
  },
  memory: (): ServerMemory => {
    collectGarbage();
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    return { residentBytes: rss, heapBytes: heapUsed + arrayBuffers };
  },
};

/** Says where this server listens, and answers until whoever started it is gone. */
export function answerParent(url: string, own: Answers): void {
  const answers: Answers = { ...COMMON, ...own };
  const reply = async ({ number, name, value }: Question): Promise<void> => {
    const sent: Reply = { number, value: await answers[name]?.(value) };
    process.send?.(sent);
  };
  process.on('message', (question: Question) => void reply(question));
  process.on('disconnect', () => process.exit(0));
  process.send?.({ number: 0, value: url } satisfies Reply);
}
