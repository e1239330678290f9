/** YAML text to a scenario, or one clear line for every fault. */
import { symbolAtVenue, VENUE_PRESETS } from '@spillway/venues';
import { parseDocument } from 'yaml';
import { scenarioFaults } from './check-scenario.ts';
import { describeIssue } from './describe-issue.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioError } from './scenario-error.ts';
import { scenarioSchema } from './scenario-schema.ts';

/** Text beyond this length is refused unread. */
const TEXT_LENGTH_MAX = 1_000_000;

/**
 * Reads a scenario. `fileName` is only for messages.
 *
 * @throws ScenarioError with lines `file: path: value; expected …`
 */
export function parseScenario(text: string, fileName: string): Scenario {
  if (text.length > TEXT_LENGTH_MAX) {
    throw new ScenarioError([`${fileName}: ${text.length} characters; expected at most ${TEXT_LENGTH_MAX}`]);
  }
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ScenarioError(
      document.errors.map((error) => {
        const position = error.linePos?.[0];
        const place = position === undefined ? fileName : `${fileName}:${position.line}:${position.col}`;
        return `${place}: ${error.message.split('\n')[0]?.replace(/:$/, '')}; expected YAML`;
      }),
    );
  }
  return checkScenario(document.toJS({ maxAliasCount: 100 }), fileName);
}

/** Checks a value that claims to be a scenario. @throws ScenarioError */
export function checkScenario(value: unknown, source: string): Scenario {
  const result = scenarioSchema.safeParse(value);
  if (!result.success) {
    const lines = result.error.issues.flatMap((issue) => describeIssue(issue, value));
    throw new ScenarioError(lines.map((line) => `${source}: ${line}`));
  }
  const scenario = withSymbolsOfVenue(result.data);
  const faults = scenarioFaults(scenario);
  if (faults.length > 0) throw new ScenarioError(faults.map((line) => `${source}: ${line}`));
  return scenario;
}

/** Every instrument by the symbol that its venue has for it; one that it does not list is left for the faults. */
function withSymbolsOfVenue(scenario: Scenario): Scenario {
  const preset = VENUE_PRESETS[scenario.venue.preset];
  if (preset === undefined) return scenario;
  const { market } = scenario;
  const instruments = market.instruments.map((instrument) => {
    return { ...instrument, symbol: symbolAtVenue(preset, instrument.symbol) ?? instrument.symbol };
  });
  return { ...scenario, market: { ...market, instruments } };
}
