/**
 * @typedef {{id: string, title: string}} NamedStage
 */

/**
 * @param {readonly NamedStage[]} stages
 * @returns {string}
 */
export function testHelp(stages) {
  const width = Math.max(...stages.map(({ id }) => id.length));
  const list = stages.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}`).join('\n');
  return `npm test -- [options]

Sets up what is missing, then runs every stage, also after one has failed. The last line counts what passed and failed.
What cannot be had on this machine is skipped with a line that says how to get it; with CI=true it is a failure.

  --only ID[,ID...]  run these stages alone
  --help             this text

Stages
${list}
`;
}

/**
 * Reads the command line of `npm test`.
 *
 * @param {readonly string[]} argv
 * @param {readonly NamedStage[]} stages
 * @returns {{kind: 'test', ids: string[]} | {kind: 'help'} | {kind: 'wrong', line: string}} ids in the order of the stages
 */
export function readTestArguments(argv, stages) {
  /** @type {Set<string>} */
  const chosen = new Set();
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--help' || argument === '-h') {
      return { kind: 'help' };
    }
    const isInline = argument.startsWith('--only=');
    if (!isInline && argument !== '--only') {
      return {
        kind: 'wrong',
        line: `"${argument}" is not an option of npm test; "npm test -- --help" lists them`,
      };
    }
    const value = isInline ? argument.slice('--only='.length) : (rest.shift() ?? '');
    const ids = value.split(',').filter((id) => id !== '');
    const unknown = ids.find((id) => !stages.some((stage) => stage.id === id));
    if (ids.length === 0 || unknown !== undefined) {
      const names = stages.map(({ id }) => id).join(', ');
      return { kind: 'wrong', line: `--only is "${value}"; expected one or more of ${names}` };
    }
    for (const id of ids) {
      chosen.add(id);
    }
  }
  const all = stages.map(({ id }) => id);
  return { kind: 'test', ids: chosen.size === 0 ? all : all.filter((id) => chosen.has(id)) };
}
