import { divFloor, type FundingTerms } from '@spillway/protocol';

/** The premiums since the last settlement, as a snapshot keeps them. */
export interface PremiumSum {
  readonly count: number;
  /** Σ weight × premium. */
  readonly weighted: bigint;
}

/**
 * The mean of the premiums since the last settlement (rule F2), each weighing the same, or 1, 2, …, n: later ones more.
 * Only the weighted sum is kept. It is a plain number that goes over into a wide one before it could lose a digit, which
 * is once in very many samples.
 */
export class PremiumMean {
  readonly #weights: FundingTerms['premiumWeights'];
  #count = 0;
  #nearWeighted = 0;
  #farWeighted = 0n;

  constructor(weights: FundingTerms['premiumWeights']) {
    this.#weights = weights;
  }

  get count(): number {
    return this.#count;
  }

  add(premiumPpb: number): void {
    this.#count += 1;
    const weight = this.#weights === 'rising' ? this.#count : 1;
    const weighted = premiumPpb * weight;
    const sum = this.#nearWeighted + weighted;
    if (Number.isSafeInteger(weighted) && Number.isSafeInteger(sum)) {
      this.#nearWeighted = sum;
      return;
    }
    this.#farWeighted += BigInt(this.#nearWeighted) + BigInt(premiumPpb) * BigInt(weight);
    this.#nearWeighted = 0;
  }

  /** In billionths, rounded down; 0 without any premium. */
  meanPpb(): number {
    if (this.#count === 0) return 0;
    const weights = this.#weights === 'rising' ? (this.#count * (this.#count + 1)) / 2 : this.#count;
    if (this.#farWeighted === 0n) return divFloor(this.#nearWeighted, weights);
    const sum = this.#farWeighted + BigInt(this.#nearWeighted);
    const divisor = BigInt(weights);
    const quotient = sum / divisor;
    return Number(sum % divisor < 0n ? quotient - 1n : quotient);
  }

  /** Begins anew: funding was settled. */
  clear(): void {
    this.#count = 0;
    this.#nearWeighted = 0;
    this.#farWeighted = 0n;
  }

  sum(): PremiumSum {
    return { count: this.#count, weighted: this.#farWeighted + BigInt(this.#nearWeighted) };
  }

  /** Goes on from what a snapshot kept. */
  restore({ count, weighted }: PremiumSum): void {
    this.#count = count;
    const isNear = weighted <= BigInt(Number.MAX_SAFE_INTEGER) && weighted >= BigInt(Number.MIN_SAFE_INTEGER);
    this.#nearWeighted = isNear ? Number(weighted) : 0;
    this.#farWeighted = isNear ? 0n : weighted;
  }
}
