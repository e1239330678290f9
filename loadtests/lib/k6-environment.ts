/** What `run.ts` tells a script, through k6's environment. */
export interface TradingEnvironment {
  readonly serverUrl: string;
  readonly adminToken: string;
  readonly seed: string;
  /** Where to leave the verdict; null when nobody asked. */
  readonly verdictFile: string | null;
}

/** @throws {Error} when something is missing: the scripts are started by `node loadtests/run.ts`. */
export function readTradingEnvironment(): TradingEnvironment {
  return {
    serverUrl: readVariable('SPILLWAY_URL'),
    adminToken: readVariable('SPILLWAY_ADMIN_TOKEN'),
    seed: readVariable('SPILLWAY_SEED'),
    verdictFile: __ENV['SPILLWAY_VERDICT_FILE'] ?? null,
  };
}

export function readVariable(name: string): string {
  const value = __ENV[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: start this script with "node loadtests/run.ts"`);
  }
  return value;
}
