/**
 * A holder of leveraged positions: opens them in the opening, then holds. Some add margin when it runs low,
 * some close at a loss of their choosing; most only watch. These are the accounts that get liquidated.
 */
import type { InstrumentId, MarginMode, PriceTicks, QuoteMicros, Side, SizeLots } from '@spillway/protocol';
import { quoteMicros } from '@spillway/protocol';
import type { Agent, AgentCommand, AgentDecision, AgentView, RandomStream } from '../agent.ts';
import { exponential } from '../distributions.ts';
import { immediateOrder, marketOrder, restingOrder } from '../order-commands.ts';

export interface HolderPosition {
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly sizeLots: SizeLots;
  readonly leverage: number;
  /** Put into the bucket after opening, on top of the initial margin; isolated only. */
  readonly bucketExtraMicros: QuoteMicros;
}

/** What a holder does about losses. */
export type HolderReaction =
  | { readonly kind: 'hold' }
  /** Closes everything when this share of what stood behind the positions is lost. */
  | { readonly kind: 'stop-out'; readonly lossShare: number }
  /** Moves `addShare` of the free wallet into the bucket when this share of the bucket is lost; isolated only. */
  | { readonly kind: 'add-margin'; readonly lossShare: number; readonly addShare: number }
  /**
   * Unwinds against the index: takes back `share` of the first size at a look when the market is better than
   * the index by `gapFraction` (cheaper for who is short, dearer for who is long).
   */
  | { readonly kind: 'unwind-at-gap'; readonly gapFraction: number; readonly share: number };

/** Everything that was drawn about one holder. */
export interface HolderPlan {
  readonly name: string;
  readonly mode: MarginMode;
  readonly depositMicros: QuoteMicros;
  readonly positions: readonly HolderPosition[];
  readonly reaction: HolderReaction;
  /** Mean time between two looks of a holder who reacts. */
  readonly lookMeanMs: number;
}

/** After the opening has traded, before the first mark of the run proper. */
const SETTLE_AFTER_MS = 500;

export class LeveragedHolder implements Agent {
  readonly name: string;
  readonly #plan: HolderPlan;
  readonly #random: RandomStream;
  #phase: 'opening' | 'settling' | 'holding' = 'opening';

  constructor(plan: HolderPlan, random: RandomStream) {
    this.name = plan.name;
    this.#plan = plan;
    this.#random = random;
  }

  observe(view: AgentView): AgentDecision {
    if (this.#phase === 'opening') {
      this.#phase = 'settling';
      return { commands: this.#openingCommands(view), wakeAfterMs: SETTLE_AFTER_MS };
    }
    if (this.#phase === 'settling') {
      this.#phase = 'holding';
      return { commands: this.#settlingCommands(view), wakeAfterMs: this.#nextLookMs() };
    }
    const commands = this.#reactions(view);
    const isFlat = this.#plan.positions.every(
      ({ instrumentId }) => view.position(instrumentId).sizeLots === 0,
    );
    return { commands, wakeAfterMs: isFlat ? null : this.#nextLookMs() };
  }

  #nextLookMs(): number | null {
    if (this.#plan.reaction.kind === 'hold') return null;
    return 1 + Math.round(exponential(this.#random, this.#plan.lookMeanMs));
  }

  /** Mode and leverage, as far as the venue lets them be chosen, and one limit order at the index for every position. */
  #openingCommands(view: AgentView): readonly AgentCommand[] {
    const { marginModeScope, isLeverageChosen } = view.rules;
    const { mode, positions } = this.#plan;
    return positions.flatMap((position, number) => {
      const { instrumentId, side, sizeLots, leverage } = position;
      const current = view.position(instrumentId);
      const commands: AgentCommand[] = [];
      const isModeOfAccount = marginModeScope === 'account';
      if (current.mode !== mode && (number === 0 || !isModeOfAccount)) {
        commands.push({ kind: 'SetMarginMode', instrumentId: isModeOfAccount ? null : instrumentId, mode });
      }
      if (isLeverageChosen && current.leverage !== leverage) {
        commands.push({ kind: 'SetLeverage', instrumentId, leverage });
      }
      const priceTicks = view.indexTicks(instrumentId);
      commands.push(restingOrder({ instrumentId, side, sizeLots, priceTicks, isPostOnly: false }));
      return commands;
    });
  }

  /** Takes back what the opening left unfilled and fills up the buckets. */
  #settlingCommands(view: AgentView): readonly AgentCommand[] {
    const commands: AgentCommand[] = [];
    if (view.openOrders().length > 0) commands.push({ kind: 'CancelAllOrders', instrumentId: null });
    for (const planned of this.#plan.positions) {
      const position = view.position(planned.instrumentId);
      if (this.#plan.mode !== 'isolated' || position.sizeLots === 0) continue;
      const deltaMicros = quoteMicros(planned.bucketExtraMicros + leverageGapMicros(view, planned));
      if (deltaMicros <= 0) continue;
      commands.push({ kind: 'AdjustIsolatedMargin', instrumentId: planned.instrumentId, deltaMicros });
    }
    return commands;
  }

  #reactions(view: AgentView): readonly AgentCommand[] {
    const { reaction } = this.#plan;
    if (reaction.kind === 'stop-out') return this.#stopOut(view, reaction.lossShare);
    if (reaction.kind === 'add-margin' && this.#plan.mode === 'isolated') {
      return this.#addMargin(view, reaction);
    }
    if (reaction.kind === 'unwind-at-gap') return this.#unwind(view, reaction);
    return [];
  }

  #unwind(
    view: AgentView,
    reaction: { readonly gapFraction: number; readonly share: number },
  ): readonly AgentCommand[] {
    return this.#plan.positions.flatMap(({ instrumentId, side: openingSide, sizeLots: openingLots }) => {
      const held = Math.abs(view.position(instrumentId).sizeLots);
      const lots = Math.min(held, Math.ceil(openingLots * reaction.share));
      if (lots === 0) return [];
      const side: Side = openingSide === 'buy' ? 'sell' : 'buy';
      const index = view.indexTicks(instrumentId);
      const best = view.bestTicks(instrumentId, openingSide);
      const limit =
        side === 'buy'
          ? Math.floor(index * (1 - reaction.gapFraction))
          : Math.ceil(index * (1 + reaction.gapFraction));
      const isBetter = side === 'buy' ? best > 0 && best <= limit : best >= limit;
      if (!isBetter) return [];
      const order = { instrumentId, side, sizeLots: lots as SizeLots, priceTicks: limit as PriceTicks };
      return [immediateOrder(order)];
    });
  }

  #stopOut(view: AgentView, lossShare: number): readonly AgentCommand[] {
    if (this.#plan.mode === 'cross' && !this.#hasLostInCross(view, lossShare)) return [];
    return this.#plan.positions.flatMap(({ instrumentId }) => {
      const position = view.position(instrumentId);
      if (position.sizeLots === 0) return [];
      const hasLost = position.unrealisedPnlMicros <= -lossShare * position.bucketMicros;
      if (this.#plan.mode === 'isolated' && !hasLost) return [];
      const side: Side = position.sizeLots > 0 ? 'sell' : 'buy';
      const sizeLots = Math.abs(position.sizeLots) as SizeLots;
      return [marketOrder({ instrumentId, side, sizeLots, isReduceOnly: true })];
    });
  }

  #hasLostInCross(view: AgentView, lossShare: number): boolean {
    return view.account().crossEquityMicros <= (1 - lossShare) * this.#plan.depositMicros;
  }

  #addMargin(
    view: AgentView,
    reaction: { readonly lossShare: number; readonly addShare: number },
  ): readonly AgentCommand[] {
    let freeMicros = view.account().availableMicros as number;
    const commands: AgentCommand[] = [];
    for (const { instrumentId } of this.#plan.positions) {
      const position = view.position(instrumentId);
      if (position.sizeLots === 0) continue;
      if (position.unrealisedPnlMicros > -reaction.lossShare * position.bucketMicros) continue;
      const deltaMicros = quoteMicros(Math.floor(freeMicros * reaction.addShare));
      if (deltaMicros <= 0) continue;
      freeMicros -= deltaMicros;
      commands.push({ kind: 'AdjustIsolatedMargin', instrumentId, deltaMicros });
    }
    return commands;
  }
}

/** Where the venue fixes the leverage, what the bucket lacks to the leverage that the holder means to have. */
function leverageGapMicros(view: AgentView, { instrumentId, leverage }: HolderPosition): number {
  if (view.rules.isLeverageChosen) return 0;
  const { entryCostMicros, bucketMicros } = view.position(instrumentId);
  return Math.max(0, Math.ceil(Math.abs(entryCostMicros) / leverage) - bucketMicros);
}
