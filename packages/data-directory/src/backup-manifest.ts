/** What a backup says of itself: by it a copy is recognised as whole and unchanged. */
import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '@spillway/journal';
import { z } from 'zod';
import { DataDirectoryError } from './data-directory.ts';
import { BACKUP_FILE } from './data-files.ts';
import { systemReason } from './system-reason.ts';

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;
/** Below the backup: no part of a name leads out of it. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]*(?:\/[A-Za-z0-9][A-Za-z0-9.-]*)*$/;
const sha256: z.ZodType<string> = z.string().regex(/^[0-9a-f]{64}$/);

export interface BackedUpRun {
  readonly runId: string;
  readonly frames: number;
  /** SHA-256 over the frames, whatever segments they stand in. */
  readonly sha256: string;
  readonly lastWrittenAt: string;
}

export interface BackupManifest {
  readonly format: 'spillway-backup';
  readonly version: 1;
  readonly createdAt: string;
  readonly liveRunId: string | null;
  /** All but the journals. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  readonly runs: readonly BackedUpRun[];
}

const manifestSchema: z.ZodType<BackupManifest> = z.strictObject({
  format: z.literal('spillway-backup'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  liveRunId: z.string().nullable(),
  files: z.array(z.strictObject({ name: z.string().regex(FILE_NAME), sha256 })),
  runs: z.array(
    z.strictObject({
      runId: z.string().regex(RUN_ID),
      frames: z.int().positive(),
      sha256,
      lastWrittenAt: z.iso.datetime(),
    }),
  ),
});

/** @throws DataDirectoryError when there is none, or none of this version */
export function readBackupManifest(path: string): BackupManifest {
  const file = join(path, BACKUP_FILE);
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const reason = issue === undefined ? systemReason(error) : `${issue.path.join('.')}: ${issue.message}`;
    throw new DataDirectoryError(`${file}: ${reason}; expected a backup`, { cause: error });
  }
}

export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Takes frames, one after the other, for the digest of a run. */
export class FrameDigest {
  readonly #hash: Hash = createHash('sha256');
  readonly #head = Buffer.alloc(8);

  add({ flags, payload }: JournalEntry): void {
    this.#head.writeUInt32LE(flags, 0);
    this.#head.writeUInt32LE(payload.length, 4);
    this.#hash.update(this.#head).update(payload);
  }

  finish(): string {
    return this.#hash.digest('hex');
  }
}
