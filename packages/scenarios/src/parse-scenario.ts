/** YAML text to a scenario, or one clear line for every fault. */
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
  const faults = scenarioFaults(result.data);
  if (faults.length > 0) throw new ScenarioError(faults.map((line) => `${source}: ${line}`));
  return result.data;
}
