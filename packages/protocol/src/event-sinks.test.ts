import { expect, test } from 'vitest';
import { EVENT_KINDS, partialSink, recordingSink, teeSink } from './event-sinks.ts';
import type { MarketEvent, ShockRecorded } from './events.ts';
import { eventSequence, simulatedMs } from './units.ts';

const shock = (label: string): ShockRecorded => ({
  sequence: eventSequence(1),
  causeSequence: eventSequence(0),
  timeMs: simulatedMs(5),
  label,
});

test('a recording sink keeps a copy: the engine may reuse the object', () => {
  const events: MarketEvent[] = [];
  const reused = { ...shock('first') };
  const sink = recordingSink((event) => events.push(event));
  sink.shockRecorded(reused);
  Object.assign(reused, { label: 'second' });
  sink.shockRecorded(reused);
  expect(events.map((event) => event.kind === 'shockRecorded' && event.label)).toEqual(['first', 'second']);
});

test('a tee calls every sink in order', () => {
  const calls: string[] = [];
  const named = (name: string) =>
    partialSink({ shockRecorded: ({ label }) => calls.push(`${name} ${label}`) });
  teeSink([named('one'), named('two')]).shockRecorded(shock('slide'));
  expect(calls).toEqual(['one slide', 'two slide']);
});

test.each([1, 2, 3, 5])('a tee of %i calls each once, and leaves out none that has a use for it', (count) => {
  const calls: string[] = [];
  const sinks = Array.from({ length: count }, (_, index) =>
    partialSink({ shockRecorded: ({ label }) => calls.push(`${index} ${label}`) }),
  );
  const tee = teeSink([
    partialSink({}),
    teeSink(sinks),
    partialSink({}),
    recordingSink(({ kind }) => calls.push(kind)),
  ]);
  tee.shockRecorded(shock('slide'));
  expect(calls).toEqual([...sinks.map((_, index) => `${index} slide`), 'shockRecorded']);
});

test('a tee calls a sink as its own method', () => {
  const sink = {
    ...partialSink({}),
    heard: '',
    shockRecorded({ label }: ShockRecorded): void {
      this.heard = label;
    },
  };
  teeSink([sink]).shockRecorded(shock('slide'));
  expect(sink.heard).toBe('slide');
});

test('a partial sink has a method for every event kind', () => {
  const sink = partialSink({});
  expect(Object.keys(sink).sort()).toEqual([...EVENT_KINDS].sort());
});
