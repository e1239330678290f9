/**
 * What an exchange keeps from one start to the next, in one directory:
 *
 * | file | holds |
 * |---|---|
 * | `admin-token.sha256` | what is kept of the admin token: it is shown once |
 * | `seat-secret` | the key of the seats' tokens |
 * | `live-run` | the id of the run that is live |
 * | `runs/<id>/journal/` | the journal of each run |
 * | `runs/<id>/halted.json` | why a fault halted it, with its latest commands |
 *
 * Only the owner may read any of it.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemReason } from '@spillway/run-directory';

const ADMIN_TOKEN_BYTES = 24;
const SECRET_BYTES = 32;
const OWNER_ONLY_DIRECTORY = 0o700;
const OWNER_ONLY_FILE = 0o600;

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
    this.#orRefuse(() => mkdirSync(this.runFolder('..'), { recursive: true, mode: OWNER_ONLY_DIRECTORY }));
  }

  runFolder(runId: string): string {
    return join(this.path, 'runs', runId);
  }

  /** The id of the run that is live; null before the first. */
  get liveRunId(): string | null {
    return this.#read('live-run');
  }

  /** Makes a run the one that is taken up at the next start. */
  setLiveRun(runId: string): void {
    this.#write('live-run', runId);
  }

  /** Writes a file that belongs to a run. */
  writeRunFile(runId: string, name: string, text: string): void {
    this.#write(join('runs', runId, name), text);
  }

  /** The key of the seats' tokens; made at the first start. */
  seatSecret(): Buffer {
    const known = this.#read('seat-secret');
    if (known !== null) return Buffer.from(known, 'hex');
    const secret = randomBytes(SECRET_BYTES);
    this.#write('seat-secret', secret.toString('hex'));
    return secret;
  }

  /** What is kept of the admin token; null before there is one. */
  get adminTokenDigest(): string | null {
    return this.#read('admin-token.sha256');
  }

  /** Makes an admin token, in place of an earlier one: this is the only time that it can be shown. */
  createAdminToken(): string {
    const token = randomBytes(ADMIN_TOKEN_BYTES).toString('base64url');
    this.#write('admin-token.sha256', secretDigest(token));
    return token;
  }

  #read(name: string): string | null {
    const file = join(this.path, name);
    return existsSync(file) ? this.#orRefuse(() => readFileSync(file, 'utf8').trim()) : null;
  }

  /** Puts a file in place whole: a crash leaves the old one or the new one. */
  #write(name: string, text: string): void {
    const file = join(this.path, name);
    this.#orRefuse(() => {
      const descriptor = openSync(`${file}.new`, 'w', OWNER_ONLY_FILE);
      try {
        writeSync(descriptor, `${text}\n`);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(`${file}.new`, file);
      this.#syncDirectory();
    });
  }

  #syncDirectory(): void {
    const descriptor = openSync(this.path, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  #orRefuse<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (error) {
      const line = `--data: cannot use ${this.path} (${systemReason(error)}); expected a folder to keep runs in`;
      throw new DataDirectoryError(line, { cause: error });
    }
  }
}
