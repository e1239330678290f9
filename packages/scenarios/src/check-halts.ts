/** Relations between the halts of a scenario that the schema cannot say. One line a fault. */
import type { Scenario, ScenarioHalt } from './scenario.ts';
import { scenarioTimeMs } from './scenario-time.ts';

/** Where a halt lies on the clock of its scenario; the end is infinite when it lasts for the rest of the run. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export function haltFaults(scenario: Scenario): readonly string[] {
  return scenario.halts.flatMap((halt, index) => [
    ...symbolFaults(halt, index, scenario),
    ...spanFaults(halt, index, scenario),
  ]);
}

function symbolFaults({ symbol }: ScenarioHalt, index: number, { market }: Scenario): readonly string[] {
  const symbols = market.instruments.map((instrument) => instrument.symbol);
  if (symbol === null || symbols.includes(symbol)) return [];
  return [
    `halts.${index}.symbol: "${symbol}" is no instrument of the scenario; expected ${symbols.join(', ')}, or null`,
  ];
}

function spanFaults(halt: ScenarioHalt, index: number, scenario: Scenario): readonly string[] {
  const span = spanOf(halt, scenario);
  if (span === null) return [];
  if (span.fromMs === 0) {
    return [
      `halts.${index}.from: "${halt.from}" is the start, when positions are opened; expected a later time`,
    ];
  }
  if (span.toMs <= span.fromMs) {
    return [`halts.${index}.to: "${halt.to}" is not after "${halt.from}"; expected a later time, or null`];
  }
  // The engine refuses to halt what is halted, and the later of the two would silently be lost.
  const other = scenario.halts.slice(0, index).findIndex((earlier) => {
    const earlierSpan = earlier.symbol === halt.symbol ? spanOf(earlier, scenario) : null;
    return earlierSpan !== null && earlierSpan.fromMs < span.toMs && span.fromMs < earlierSpan.toMs;
  });
  if (other === -1) return [];
  return [
    `halts.${index}.from: "${halt.from}" overlaps halts.${other}; expected halts of ${halt.symbol ?? 'the whole market'} one after another`,
  ];
}

/** Null while a time cannot be told, which is a fault of its own. */
function spanOf({ from, to }: ScenarioHalt, { startsAt }: Scenario): Span | null {
  const fromMs = scenarioTimeMs(from, startsAt);
  const toMs = to === null ? Number.POSITIVE_INFINITY : scenarioTimeMs(to, startsAt);
  return fromMs === null || toMs === null ? null : { fromMs, toMs };
}
