/**
 * What stands in the folder of an exchange:
 *
 * | file | holds |
 * |---|---|
 * | `admin-token.sha256` | what is kept of the admin token: it is shown once |
 * | `seat-secret` | the key of the seats' tokens |
 * | `live-run` | the id of the run that is live |
 * | `runs/<id>/journal/` | the journal of each run |
 * | `runs/<id>/halted.json` | why a fault halted it, with its latest commands |
 * | `backup.json` | in a backup alone: what is in it, and how to recognise it |
 */
import { join } from 'node:path';

export const ADMIN_TOKEN_FILE = 'admin-token.sha256';
export const SEAT_SECRET_FILE = 'seat-secret';
export const LIVE_RUN_FILE = 'live-run';
export const BACKUP_FILE = 'backup.json';
export const RUNS_FOLDER = 'runs';
/** In the folder of a run. */
export const HALT_FILE = 'halted.json';

export const OWNER_ONLY_DIRECTORY = 0o700;
export const OWNER_ONLY_FILE = 0o600;

/** The folder of the journal in the folder of a run. */
export function journalFolderIn(runFolder: string): string {
  return join(runFolder, 'journal');
}
