import { SETTINGS } from './settings.ts';

const FLAG_WIDTH = 21;
const LINE_WIDTH = 118;
const CONFIG_HELP = 'read settings from a YAML file (environment SPILLWAY_CONFIG)';

/** The help of the exchange, from the descriptions of its settings. */
export function helpText(): string {
  const lines: string[] = [];
  for (const { flag, placeholder, variable, default: byDefault, help, kind } of SETTINGS.values()) {
    if (flag === null) continue;
    const asides = [
      ...(kind === 'switch' ? [] : [`default: ${byDefault}`]),
      ...(variable === null ? [] : [`environment ${variable}`]),
    ];
    const text = asides.length === 0 ? help : `${help} (${asides.join('; ')})`;
    lines.push(...flagLines(`${flag} ${placeholder}`.trim(), text));
  }
  lines.push(...flagLines('--config FILE', CONFIG_HELP), '  --help');
  const variables = [...SETTINGS.values()].flatMap(({ flag, variable, help, default: byDefault }) =>
    flag === null && variable !== null ? [`${variable}: ${help} (default: ${byDefault})`] : [],
  );
  return `Usage: node apps/exchange/src/main.ts [flags]

Plays a scenario live, and serves the console and the Socket.IO interface on one port.

${lines.join('\n')}

By the environment, without a flag:

${variables.flatMap((line) => wrapped(line)).join('\n')}

A flag counts before the environment, the environment before the file.
Every setting: docs/reference/configuration.md.
`;
}

function flagLines(flag: string, text: string): readonly string[] {
  return wordLines(text, LINE_WIDTH - FLAG_WIDTH - 2).map(
    (part, index) => `  ${(index === 0 ? flag : '').padEnd(FLAG_WIDTH)}${part}`,
  );
}

/** A line that may be too long, as lines that are not. */
function wrapped(line: string): readonly string[] {
  return wordLines(line.trim(), LINE_WIDTH - 4).map((part, index) => `${index === 0 ? '  ' : '    '}${part}`);
}

function wordLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
