import type { RunTotals } from '@spillway/protocol/wire';

export type PayerKey = 'margin' | 'fund' | 'deleveraging' | 'socialised';

export interface PayerShare {
  readonly key: PayerKey;
  readonly name: string;
  /** What this step is, in one line. */
  readonly about: string;
  readonly micros: number;
  /** Part of the whole loss, 0 when there was none. */
  readonly share: number;
}

/** Who paid for the forced closes, in the order in which they are asked. The amounts sum to the loss. */
export function payerShares(payers: RunTotals['payers']): {
  readonly shares: readonly PayerShare[];
  readonly lossMicros: number;
} {
  const steps = [
    {
      key: 'margin',
      name: 'Their own margin',
      about: 'what the liquidated had put up',
      micros: payers.traderMarginMicros,
    },
    {
      key: 'fund',
      name: 'Insurance fund',
      about: 'bad debt, losses on what it took over',
      micros: payers.insuranceFundMicros,
    },
    {
      key: 'deleveraging',
      name: 'Auto-deleveraging',
      about: 'profit that winners forgo',
      micros: payers.autoDeleveragingMicros,
    },
    {
      key: 'socialised',
      name: 'Socialised loss',
      about: 'shared by everybody in profit',
      micros: payers.socialisedMicros,
    },
  ] as const;
  const lossMicros = steps.reduce((sum, { micros }) => sum + micros, 0);
  return {
    lossMicros,
    shares: steps.map((step) => ({ ...step, share: lossMicros > 0 ? step.micros / lossMicros : 0 })),
  };
}
