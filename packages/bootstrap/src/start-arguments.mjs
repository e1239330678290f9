/** The flags of the exchange that take a value, but `--config`: this set-up has to know the port. */
const VALUE_FLAGS = [
  '--scenario',
  '--seed',
  '--speed',
  '--port',
  '--host',
  '--data',
  '--journal',
  '--allow-origin',
  '--log-format',
  '--log-level',
];
const SWITCHES = ['--paused', '--new-run', '--new-admin-token'];

export const START_HELP = `npm start -- [options]

Sets up what is missing, then runs the exchange with its console until Ctrl+C.

  --scenario NAME|FILE  what to play (default october-2025)
  --seed TEXT           the seed of the population and of every draw
  --speed N             simulated seconds in a second
  --port N              where to listen (default: the variable PORT, else 4000; 0 takes any free port)
  --host ADDRESS        on which address (default: the variable HOST, else 127.0.0.1: this machine alone)
  --data DIR            keep everything in DIR: the next start goes on where this one ended
  --new-run             begin another run, though DIR holds one that could go on
  --new-admin-token     make another admin token, in place of the one that was shown at the first start
  --journal DIR         keep the journal of every run in a folder there, for "npx spillway replay"
  --allow-origin URL    let pages of this origin connect, such as a development server; may be repeated
  --log-format NAME     json or text (default: text in a terminal, else json)
  --log-level NAME      from trace to fatal, or silent (default here: warn; the exchange by itself says info)
  --paused              wait for Start in the console
  --help                this text

Examples
  npm start
  npm start -- --seed 7 --scenario correlated-selloff
  PORT=4001 npm start
`;

/**
 * @typedef {object} StartRequest
 * @property {'start'} kind
 * @property {number} port
 * @property {string} host
 * @property {string[]} exchangeArguments
 */

/**
 * Reads the command line of `npm start`. The values of scenario, seed and speed are the exchange's to judge; what would
 * waste a set-up (a misspelt flag, a port that cannot be) is refused here.
 *
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @returns {StartRequest | {kind: 'help'} | {kind: 'wrong', line: string}}
 */
export function readStartArguments(argv, env) {
  /** @type {[string, string][]} */
  const values = [];
  /** @type {string[]} */
  const switches = [];
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const { flag, inlineValue } = splitFlag(argument);
    if (flag === '--help' || flag === '-h') {
      return { kind: 'help' };
    }
    if (SWITCHES.includes(flag) && inlineValue === undefined) {
      switches.push(flag);
    } else if (VALUE_FLAGS.includes(flag)) {
      const value = inlineValue ?? rest.shift();
      if (value === undefined || value === '') {
        return { kind: 'wrong', line: `${flag} needs a value; "npm start -- --help" lists the options` };
      }
      values.push([flag, value]);
    } else {
      return {
        kind: 'wrong',
        line: `"${argument}" is not an option of npm start; "npm start -- --help" lists them`,
      };
    }
  }
  return requestFrom(values, switches, env);
}

/**
 * @param {readonly (readonly [string, string])[]} values flags with their values, as typed
 * @param {readonly string[]} switches
 * @param {NodeJS.ProcessEnv} env
 * @returns {StartRequest | {kind: 'wrong', line: string}}
 */
function requestFrom(values, switches, env) {
  const last = new Map(values);
  const portFrom = last.has('--port') ? '--port' : 'the variable PORT';
  const portText = last.get('--port') ?? nonEmpty(env['PORT']) ?? '4000';
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535)) {
    return { kind: 'wrong', line: `${portFrom} is "${portText}"; expected a port from 0 to 65535` };
  }
  const host = last.get('--host') ?? nonEmpty(env['HOST']) ?? '127.0.0.1';
  const typed = values.filter(([flag]) => flag !== '--port' && flag !== '--host');
  // Whoever starts it here looks at the console, not at a log.
  const isLevelSaid = last.has('--log-level') || nonEmpty(env['SPILLWAY_LOG_LEVEL']) !== undefined;
  const level = isLevelSaid ? [] : ['--log-level', 'warn'];
  // What is kept knows its scenario.
  const scenario = last.has('--scenario') || last.has('--data') ? [] : ['--scenario', 'october-2025'];
  return {
    kind: 'start',
    port,
    host,
    exchangeArguments: [
      ...scenario,
      ...typed.flat(),
      ...level,
      '--port',
      String(port),
      '--host',
      host,
      ...switches,
    ],
  };
}

/**
 * @param {string} argument
 * @returns {{flag: string, inlineValue: string | undefined}}
 */
function splitFlag(argument) {
  const equals = argument.indexOf('=');
  return argument.startsWith('--') && equals > 0
    ? { flag: argument.slice(0, equals), inlineValue: argument.slice(equals + 1) }
    : { flag: argument, inlineValue: undefined };
}

/**
 * @param {string | undefined} text
 * @returns {string | undefined}
 */
function nonEmpty(text) {
  return text === '' ? undefined : text;
}
