import { readFileSync } from 'node:fs';
import process from 'node:process';
import { systemCode } from '../storage/storage.ts';

/** A process, told apart from a later one with the same number where the system says when it began. */
export interface ProcessIdentity {
  readonly processId: number;
  /** The boot of the machine and the tick in it at which the process began; empty where the system does not tell. */
  readonly startedAt: string;
}

/** Who else runs on this machine. */
export interface ProcessTable {
  readonly own: ProcessIdentity;
  isAlive(other: ProcessIdentity): boolean;
}

/** The processes of this machine. */
export function nodeProcessTable(): ProcessTable {
  return {
    own: { processId: process.pid, startedAt: startOf(process.pid) },
    isAlive: (other) => exists(other.processId) && startOf(other.processId) === other.startedAt,
  };
}

function exists(processId: number): boolean {
  if (processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // A process of somebody else may not be signalled, and exists.
    return systemCode(error) === 'EPERM';
  }
}

/**
 * When a process began. In a container the same few numbers come again after every restart, so that the number alone
 * would make a dead writer look alive.
 */
function startOf(processId: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The second field is the name in brackets, which may hold blanks; the 22nd is the tick of the start.
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}
