import { listScenarios } from '@spillway/scenarios/catalogue';

export interface ScenariosOptions {
  readonly json: boolean;
}

const MS_PER_MINUTE = 60_000;

/** `spillway scenarios`: the ready-made ones, by name. */
export function scenariosCommand(options: ScenariosOptions): void {
  const scenarios = listScenarios();
  if (options.json) {
    process.stdout.write(`${JSON.stringify(scenarios, null, 2)}\n`);
    return;
  }
  const width = Math.max(...scenarios.map(({ name }) => name.length)) + 2;
  for (const { name, title, summary, durationMs } of scenarios) {
    const minutes = `${Math.round(durationMs / MS_PER_MINUTE)} minutes`;
    process.stdout.write(
      `${name.padEnd(width)}${title} (${minutes})\n${' '.repeat(width)}${oneLine(summary)}\n`,
    );
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
