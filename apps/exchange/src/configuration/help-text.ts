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
  return `Usage: node apps/exchange/src/main.ts [flags]

Plays a scenario live, and serves the console and the Socket.IO interface on one port.

${lines.join('\n')}

A flag counts before the environment, the environment before the file. SPILLWAY_ADMIN_TOKEN sets the admin token.
Every setting: docs/reference/configuration.md.
`;
}

function flagLines(flag: string, text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && FLAG_WIDTH + 2 + line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((part, index) => `  ${(index === 0 ? flag : '').padEnd(FLAG_WIDTH)}${part}`);
}
