import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser that `SPILLWAY_CHROMIUM` names, or the first one on PATH; throws with what to do when there is none. */
export function findChromium(environment: NodeJS.ProcessEnv): string {
  const named = environment['SPILLWAY_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
  if (found === undefined) {
    throw new Error(
      `no ${NAMES.join(', ')} on PATH: install one, or set SPILLWAY_CHROMIUM to the path of one`,
    );
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
