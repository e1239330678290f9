/** Traces of commands, sent by OTLP over HTTP. Loaded only where an endpoint is named. */
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Answer } from '@spillway/protocol/wire';
import {
  type AskTrace,
  type CommandTrace,
  type CommandTracer,
  epochMs,
  type RoomTimes,
} from './command-trace.ts';

/** The spans of a command, in their order. */
export const SPANS = {
  receive: 'receive',
  validate: 'validate',
  queue: 'room queue',
  apply: 'engine apply',
  durable: 'journal durable',
  answer: 'answer',
} as const;

/** @param endpoint - where the collector is; `/v1/traces` is added, as OTLP says */
export function createOtlpTracer(endpoint: string): CommandTracer {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'spillway-exchange' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  return new OtlpTracer(provider);
}

class OtlpTracer implements CommandTracer {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  #current: OtlpTrace | null = null;

  constructor(provider: TracerProvider) {
    this.#provider = provider;
    this.#tracer = provider.getTracer('spillway');
  }

  begin(message: string): CommandTrace {
    return new OtlpTrace(this.#tracer, message, (current) => {
      this.#current = current;
    });
  }

  ask(question: string): AskTrace | null {
    return this.#current?.ask(question) ?? null;
  }

  async close(): Promise<void> {
    // A collector that is gone must not keep the exchange from ending.
    await this.#provider.shutdown().catch(() => undefined);
  }
}

class OtlpTrace implements CommandTrace {
  readonly #tracer: Tracer;
  readonly #setCurrent: (current: OtlpTrace | null) => void;
  readonly #root: Span;
  readonly #inside: Context;
  #lastMs = epochMs();

  constructor(tracer: Tracer, message: string, setCurrent: (current: OtlpTrace | null) => void) {
    this.#tracer = tracer;
    this.#setCurrent = setCurrent;
    const options = {
      startTime: this.#lastMs,
      kind: SpanKind.SERVER,
      attributes: { 'spillway.message': message },
    };
    this.#root = tracer.startSpan(message, options, ROOT_CONTEXT);
    this.#inside = trace.setSpan(ROOT_CONTEXT, this.#root);
  }

  admitted(): void {
    this.#note(SPANS.receive, epochMs());
  }

  validated(): void {
    this.#note(SPANS.validate, epochMs());
  }

  within<Value>(work: () => Value): Value {
    this.#setCurrent(this);
    try {
      return work();
    } finally {
      this.#setCurrent(null);
    }
  }

  ask(question: string): AskTrace {
    const askedMs = epochMs();
    return { answered: (times) => this.#noteRoom(question, askedMs, times) };
  }

  answered(answer: Answer<unknown>): void {
    const endMs = epochMs();
    this.#note(SPANS.answer, endMs);
    this.#root.setAttribute('spillway.code', answer.ok ? 'OK' : answer.code);
    if (answer.ok) this.#noteOrder(answer.value);
    else if (answer.code === 'SERVER_ERROR') this.#root.setStatus({ code: SpanStatusCode.ERROR });
    this.#root.end(endMs);
  }

  #noteRoom(question: string, askedMs: number, { begunMs, doneMs, durableMs }: RoomTimes): void {
    const attributes = { 'spillway.question': question };
    const span = (name: string, fromMs: number, toMs: number): void =>
      this.#tracer
        .startSpan(name, { startTime: fromMs, attributes }, this.#inside)
        .end(Math.max(fromMs, toMs));
    span(SPANS.queue, askedMs, begunMs);
    span(SPANS.apply, begunMs, doneMs);
    span(SPANS.durable, doneMs, durableMs);
    this.#lastMs = durableMs;
  }

  /** What became of an order at once. */
  #noteOrder(value: unknown): void {
    if (typeof value !== 'object' || value === null || !('orderId' in value) || !('filled' in value)) return;
    this.#root.setAttribute('spillway.order_id', Number(value.orderId));
    this.#root.setAttribute('spillway.filled', String(value.filled));
  }

  /** A stretch from the end of the one before. */
  #note(name: string, endMs: number): void {
    const startTime = Math.min(this.#lastMs, endMs);
    this.#tracer.startSpan(name, { startTime }, this.#inside).end(endMs);
    this.#lastMs = endMs;
  }
}
