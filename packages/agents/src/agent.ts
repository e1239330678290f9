import type {
  AccountView,
  AdjustIsolatedMargin,
  CancelAllOrders,
  CancelOrder,
  EngineView,
  InstrumentId,
  OpenOrderView,
  PlaceOrder,
  PositionView,
  SetLeverage,
  SetMarginMode,
  SimulatedMs,
} from '@spillway/protocol';

/** A source of draws from [0, 1). Made outside, one per (seed, agent, purpose), and handed in. */
export type RandomStream = () => number;

/** What an agent sees when it wakes: the public market, and its own account. */
export interface AgentView
  extends Pick<
    EngineView,
    | 'instrumentCount'
    | 'rules'
    | 'specification'
    | 'markTicks'
    | 'indexTicks'
    | 'lastTicks'
    | 'bestTicks'
    | 'levels'
    | 'depthLots'
  > {
  readonly timeMs: SimulatedMs;
  account(): AccountView;
  position(instrument: InstrumentId): PositionView;
  openOrders(): readonly OpenOrderView[];
}

type WithoutSender<Command> = Omit<Command, 'timeMs' | 'accountId'>;

/** A command without time and account: whoever runs the agent fills in both. */
export type AgentCommand =
  | WithoutSender<PlaceOrder>
  | WithoutSender<CancelOrder>
  | WithoutSender<CancelAllOrders>
  | WithoutSender<SetMarginMode>
  | WithoutSender<SetLeverage>
  | WithoutSender<AdjustIsolatedMargin>;

export interface AgentDecision {
  readonly commands: readonly AgentCommand[];
  /** When to look again; null for never. */
  readonly wakeAfterMs: number | null;
}

/**
 * A strategy with its own memory. The same object runs inside a simulation, behind a socket, and in a k6
 * virtual user: it knows no engine, no clock and no randomness but what it is handed.
 */
export interface Agent {
  /** Unique in a run, such as `maker-3`; names the agent's random streams and its lines in the journal. */
  readonly name: string;
  observe(view: AgentView): AgentDecision;
}
