import { groupThousands } from '@spillway/analysis';
import type { RunProof } from '@spillway/data-directory';
import { clockText } from './progress-bar.ts';

/** What a proof has shown, as one line. */
export function proofText(proof: RunProof | null): string {
  if (proof === null) return 'holds nothing that was acknowledged';
  const count = (value: number, one: string): string =>
    `${groupThousands(String(value))} ${value === 1 ? one : `${one}s`}`;
  const parts = [
    `${count(proof.frames, 'frame')}, ${count(proof.commands, 'command')} replayed up to ${clockText(proof.simulatedMs, null)}`,
    `${count(proof.checkpoints, 'checkpoint')} held`,
    `state hash ${proof.stateHash}`,
  ];
  if (proof.haltReason !== null) parts.push(`the market stopped: ${proof.haltReason}`);
  if (proof.tornBytes > 0)
    parts.push(`${count(proof.tornBytes, 'byte')} half-written at its end, acknowledged to nobody`);
  return `${proof.scenario} seed ${proof.seed}: ${parts.join(', ')}`;
}
