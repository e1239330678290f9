import { SETTINGS, type SettingDescription } from './settings.ts';

/** The document that is written from the schema of the settings. */
export const CONFIGURATION_REFERENCE = 'docs/reference/configuration.md';

const HEAD = `# Configuration of the exchange

This page is written from the schema in \`apps/exchange/src/configuration/settings.ts\` by \`npm run docs:configuration\`;
a test holds it to the schema.

A setting is said by a flag, by an environment variable, or in a YAML file (\`--config FILE\`, or \`SPILLWAY_CONFIG\`). A flag
counts before the environment, the environment before the file, the file before the default. What is no setting, or is not
what a setting may be, is refused in one line with exit code 2 before anything is started. Relative folders are those of
the directory that the exchange is started in.
`;

const TAIL = `## A file

\`\`\`yaml
scenario: october-2025
seed: 42
speed: 30
port: 4000
data: data
allowOrigin:
  - https://exchange.example.org
\`\`\`

\`--new-run\` and \`--new-admin-token\` are meant for one start: a file or a variable would say them at every start. The admin
token may stand neither in a file nor in a flag: files are copied, and flags are seen by whoever lists the processes.
`;

/** The whole document. */
export function configurationReference(): string {
  const rows = [...SETTINGS].map(([name, description]) => rowOf(name, description));
  const table = [
    '| in a file | flag | variable | default | what it does |',
    '|---|---|---|---|---|',
    ...rows,
  ];
  return `${HEAD}\n${table.join('\n')}\n\n${TAIL}`;
}

function rowOf(
  name: string,
  { flag, placeholder, variable, isInFile, default: byDefault, help }: SettingDescription,
): string {
  const cells = [
    isInFile ? `\`${name}\`` : '',
    flag === null ? '' : `\`${`${flag} ${placeholder}`.trim()}\``,
    variable === null ? '' : `\`${variable}\``,
    byDefault,
    help,
  ];
  return `| ${cells.join(' | ')} |`;
}
