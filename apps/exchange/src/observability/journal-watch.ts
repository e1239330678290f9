import type { DurableGroup } from '@spillway/journal';
import { BucketCounts, type BucketFigures } from './bucket-counts.ts';
import { GROUP_FRAME_BUCKETS, SYNC_BUCKETS } from './metric-definitions.ts';

/** What the groups of a journal were like. */
interface GroupFigures {
  readonly groupFrames: BucketFigures;
  readonly groupBytes: number;
  readonly syncSeconds: BucketFigures;
}

/** How the writing of a run goes. */
export interface JournalFigures extends GroupFigures {
  readonly lastSequence: number;
  readonly durableSequence: number;
  readonly backlogBytes: number;
  /** Answers and news that wait until what they tell is durable. */
  readonly answersWaiting: number;
}

/** Counts the groups of one journal. */
export class JournalWatch {
  readonly #groupFrames = new BucketCounts(GROUP_FRAME_BUCKETS);
  readonly #syncSeconds = new BucketCounts(SYNC_BUCKETS);
  #groupBytes = 0;

  readonly noteGroup = ({ frameCount, byteCount, wallMs }: DurableGroup): void => {
    this.#groupFrames.observe(frameCount);
    this.#syncSeconds.observe(wallMs / 1_000);
    this.#groupBytes += byteCount;
  };

  figures(): GroupFigures {
    return {
      groupFrames: this.#groupFrames.figures(),
      groupBytes: this.#groupBytes,
      syncSeconds: this.#syncSeconds.figures(),
    };
  }
}
