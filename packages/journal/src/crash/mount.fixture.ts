import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

const IMAGE_BYTES = 128 << 20;
/** EXT4_IOC_SHUTDOWN with NOLOGFLUSH: the file system stops at once, and what was not synced never reaches the disk. */
const SHUTDOWN_PROGRAM =
  'open(my $directory, "<", $ARGV[0]) or die "open: $!"; my $flags = pack("L", 2);' +
  'defined(ioctl($directory, 0x8004587d, $flags)) or die "ioctl: $!";';

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.trim()}`);
}

/** Why nothing can be mounted here; null when it can. A root without the right to mount is common in containers. */
export function whyNoMount(attempt: (folder: string) => void): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root, to mount a file system';
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-mount-'));
  try {
    attempt(folder);
    return null;
  } catch (error) {
    return `needs to mount a file system: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small file system in memory, which is full soon. */
export function mountSmallMemory(place: string, byteCount: number): void {
  run('mount', ['-t', 'tmpfs', '-o', `size=${byteCount}`, 'tmpfs', place]);
}

/** An ext4 file system in a file, whose power can be cut. */
export class LoopDisk {
  readonly #image: string;
  readonly #place: string;

  constructor(folder: string) {
    this.#image = path.join(folder, 'disk.image');
    this.#place = path.join(folder, 'mounted');
    mkdirSync(this.#place, { recursive: true });
  }

  /** Where it is mounted. */
  get place(): string {
    return this.#place;
  }

  format(): void {
    rmSync(this.#image, { force: true });
    writeFileSync(this.#image, '');
    truncateSync(this.#image, IMAGE_BYTES);
    run('mkfs.ext4', ['-q', '-F', this.#image]);
  }

  mount(): void {
    run('mount', ['-o', 'loop', this.#image, this.#place]);
  }

  cutPower(): void {
    run('perl', ['-e', SHUTDOWN_PROGRAM, this.#place]);
  }

  unmount(): void {
    unmount(this.#place);
  }
}

export function unmount(place: string): void {
  run('umount', [place]);
}
