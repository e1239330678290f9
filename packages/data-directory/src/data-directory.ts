/** What an exchange keeps from one start to the next, as the exchange uses it. Only the owner may read any of it. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ADMIN_TOKEN_FILE,
  LIVE_RUN_FILE,
  OWNER_ONLY_DIRECTORY,
  RUNS_FOLDER,
  SEAT_SECRET_FILE,
} from './data-files.ts';
import { writeFileWhole } from './durable-files.ts';
import { systemReason } from './system-reason.ts';

const ADMIN_TOKEN_BYTES = 24;
const SECRET_BYTES = 32;

/** The directory cannot be used. */
export class DataDirectoryError extends Error {}

/** The digest of a secret, as it is kept. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Compares in a time that says nothing about where two secrets differ. */
export function isSecretOfDigest(secret: string, digest: string): boolean {
  return timingSafeEqual(Buffer.from(secretDigest(secret), 'hex'), Buffer.from(digest, 'hex'));
}

export class DataDirectory {
  readonly path: string;

  /** @throws DataDirectoryError when it cannot be made or written */
  constructor(path: string) {
    this.path = path;
    this.#orRefuse(() => mkdirSync(join(path, RUNS_FOLDER), { recursive: true, mode: OWNER_ONLY_DIRECTORY }));
  }

  runFolder(runId: string): string {
    return join(this.path, RUNS_FOLDER, runId);
  }

  /** The id of the run that is live; null before the first. */
  get liveRunId(): string | null {
    return this.#read(LIVE_RUN_FILE);
  }

  /** Makes a run the one that is taken up at the next start. */
  setLiveRun(runId: string): void {
    this.#write(LIVE_RUN_FILE, runId);
  }

  /** Writes a file that belongs to a run. */
  writeRunFile(runId: string, name: string, text: string): void {
    this.#write(join(RUNS_FOLDER, runId, name), text);
  }

  /** The key of the seats' tokens; made at the first start. */
  seatSecret(): Buffer {
    const known = this.#read(SEAT_SECRET_FILE);
    if (known !== null) return Buffer.from(known, 'hex');
    const secret = randomBytes(SECRET_BYTES);
    this.#write(SEAT_SECRET_FILE, secret.toString('hex'));
    return secret;
  }

  /** What is kept of the admin token; null before there is one. */
  get adminTokenDigest(): string | null {
    return this.#read(ADMIN_TOKEN_FILE);
  }

  /** Makes an admin token, in place of an earlier one: this is the only time that it can be shown. */
  createAdminToken(): string {
    const token = randomBytes(ADMIN_TOKEN_BYTES).toString('base64url');
    this.#write(ADMIN_TOKEN_FILE, secretDigest(token));
    return token;
  }

  #read(name: string): string | null {
    const file = join(this.path, name);
    return existsSync(file) ? this.#orRefuse(() => readFileSync(file, 'utf8').trim()) : null;
  }

  #write(name: string, text: string): void {
    this.#orRefuse(() => writeFileWhole(join(this.path, name), `${text}\n`));
  }

  #orRefuse<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (error) {
      const line = `cannot use ${this.path} (${systemReason(error)}); expected a folder to keep runs in`;
      throw new DataDirectoryError(line, { cause: error });
    }
  }
}
