/** Every metric of an exchange: what `/metrics` says, and what `docs/reference/metrics.md` says about it. */

/** What Prometheus has to know of a metric, and what a reader wants to. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly about: MetricSubject;
  /** What it says, in one sentence. */
  readonly help: string;
  readonly labels?: readonly MetricLabel[];
  /** The largest value of each bucket of a histogram. */
  readonly buckets?: readonly number[];
}

export type MetricSubject = 'trading' | 'durability' | 'pace' | 'market' | 'connections' | 'process';

/** What each label tells apart. */
export const METRIC_LABELS = {
  message: 'a message of the Socket.IO interface, or `unknown`',
  outcome: '`accepted`, `refused` or `failed`; failed is a fault of the server',
  code: '`OK`, or the reject code',
  reason: 'why, as Socket.IO or the exchange names it',
  instrument: 'the symbol, such as `BTCUSDT`',
  mode: '`isolated` or `cross`: the margin mode of the position that was closed by force',
  payer: '`trader-margin`, `insurance-fund`, `auto-deleveraging` or `socialised`',
  asset: 'the symbol of the settlement asset, such as `USDT`',
  phase: '`ready`, `running`, `paused` or `finished`',
  thread: '`main` has the connections, `room` plays the run',
  run: 'the run’s own id',
  scenario: 'the name of the scenario',
} as const;

export type MetricLabel = keyof typeof METRIC_LABELS;

export const ANSWER_BUCKETS = [
  0.000_25, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
];
export const SYNC_BUCKETS = [
  0.000_1, 0.000_25, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1,
];
export const GROUP_FRAME_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096];
export const EVENT_LOOP_BUCKETS_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1];

const METRICS = {
  spillway_requests_total: {
    type: 'counter',
    about: 'trading',
    help: 'Messages of clients that were answered.',
    labels: ['message', 'outcome', 'code'],
  },
  spillway_answer_seconds: {
    type: 'histogram',
    about: 'trading',
    help: 'From the arrival of a message to its acknowledgement, which waits until it is durable.',
    labels: ['message'],
    buckets: ANSWER_BUCKETS,
  },
  spillway_seat_orders_accepted_total: {
    type: 'counter',
    about: 'trading',
    help: 'Orders of seats that the market took, those of batches one by one; starts again with a run.',
  },
  spillway_seat_fills_total: {
    type: 'counter',
    about: 'trading',
    help: 'Fills of seats; starts again with a run.',
  },
  spillway_commands_total: {
    type: 'counter',
    about: 'trading',
    help: 'Commands that the market applied, of people and of its own agents; starts again with a run.',
  },
  spillway_trades_total: {
    type: 'counter',
    about: 'trading',
    help: 'Trades; starts again with a run.',
  },
  spillway_journal_last_sequence: {
    type: 'gauge',
    about: 'durability',
    help: 'The newest frame of the journal; it may not be durable yet.',
  },
  spillway_journal_durable_sequence: {
    type: 'gauge',
    about: 'durability',
    help: 'Everything up to this frame would survive a crash.',
  },
  spillway_journal_backlog_bytes: {
    type: 'gauge',
    about: 'durability',
    help: 'Bytes that wait to become durable.',
  },
  spillway_journal_answers_waiting: {
    type: 'gauge',
    about: 'durability',
    help: 'Answers and news that wait until what they tell is durable.',
  },
  spillway_journal_group_frames: {
    type: 'histogram',
    about: 'durability',
    help: 'Frames that were written and synced together; starts again with a run.',
    buckets: GROUP_FRAME_BUCKETS,
  },
  spillway_journal_group_bytes_total: {
    type: 'counter',
    about: 'durability',
    help: 'Bytes that were made durable; starts again with a run.',
  },
  spillway_journal_sync_seconds: {
    type: 'histogram',
    about: 'durability',
    help: 'What writing and syncing a group took; starts again with a run.',
    buckets: SYNC_BUCKETS,
  },
  spillway_journal_failed: {
    type: 'gauge',
    about: 'durability',
    help: '1 when nothing more can be kept: nothing is acknowledged any more.',
  },
  spillway_conservation_error: {
    type: 'gauge',
    about: 'durability',
    help: 'Money that came from nowhere or went nowhere: anything but 0 is a fault.',
    labels: ['asset'],
  },
  spillway_engine_lag_seconds: {
    type: 'gauge',
    about: 'pace',
    help: 'Wall time by which simulated time is behind its pace.',
  },
  spillway_engine_dropped_seconds_total: {
    type: 'counter',
    about: 'pace',
    help: 'Wall time that was given up because the machine could not keep up; starts again with a run.',
  },
  spillway_run_simulated_seconds: {
    type: 'gauge',
    about: 'pace',
    help: 'Where the run is.',
  },
  spillway_run_speed: {
    type: 'gauge',
    about: 'pace',
    help: 'Simulated seconds a second, as asked for.',
  },
  spillway_run_phase: {
    type: 'gauge',
    about: 'pace',
    help: '1 for the phase of the run, 0 for the others.',
    labels: ['phase'],
  },
  spillway_run_halted: {
    type: 'gauge',
    about: 'pace',
    help: '1 when the run was halted: the market broke one of its own rules, or nothing more can be kept.',
  },
  spillway_run_info: {
    type: 'gauge',
    about: 'pace',
    help: 'Always 1: which run is live.',
    labels: ['run', 'scenario'],
  },
  spillway_room_figures_age_seconds: {
    type: 'gauge',
    about: 'pace',
    help: 'How old the figures of the run are: more than 0 when its thread did not answer in time.',
  },
  spillway_liquidation_notional_total: {
    type: 'counter',
    about: 'market',
    help: 'Notional closed by force, in the settlement asset; starts again with a run.',
    labels: ['instrument', 'mode'],
  },
  spillway_liquidations_total: {
    type: 'counter',
    about: 'market',
    help: 'Liquidations that began; starts again with a run.',
    labels: ['mode'],
  },
  spillway_auto_deleveraged_notional_total: {
    type: 'counter',
    about: 'market',
    help: 'Notional that winners had to give up, in the settlement asset; starts again with a run.',
  },
  spillway_losses_paid: {
    type: 'gauge',
    about: 'market',
    help: 'Who paid so far for what was closed by force, in the settlement asset.',
    labels: ['payer'],
  },
  spillway_insurance_fund: {
    type: 'gauge',
    about: 'market',
    help: 'Cash of the insurance fund.',
    labels: ['asset'],
  },
  spillway_open_interest: {
    type: 'gauge',
    about: 'market',
    help: 'Sum of the long positions, in the units that sizes of the instrument are in.',
    labels: ['instrument'],
  },
  spillway_accounts: {
    type: 'gauge',
    about: 'market',
    help: 'Accounts of the market, of people and of its own agents.',
  },
  spillway_connections: {
    type: 'gauge',
    about: 'connections',
    help: 'Open connections.',
  },
  spillway_seats: {
    type: 'gauge',
    about: 'connections',
    help: 'Seats that were taken in this run.',
  },
  spillway_connections_opened_total: {
    type: 'counter',
    about: 'connections',
    help: 'Connections that were let in.',
  },
  spillway_connections_refused_total: {
    type: 'counter',
    about: 'connections',
    help: 'Connections that were not let in.',
    labels: ['reason'],
  },
  spillway_disconnections_total: {
    type: 'counter',
    about: 'connections',
    help: 'Connections that ended.',
    labels: ['reason'],
  },
  spillway_rate_limited_total: {
    type: 'counter',
    about: 'connections',
    help: 'Messages that were refused because there were too many.',
  },
  spillway_expulsions_total: {
    type: 'counter',
    about: 'connections',
    help: 'Connections that were ended because they were refused too often.',
  },
  spillway_slow_consumers_dropped_total: {
    type: 'counter',
    about: 'connections',
    help: 'Connections that were ended because they did not read.',
  },
  spillway_frames_sent_total: {
    type: 'counter',
    about: 'connections',
    help: 'Public frames, once for every connection that got them.',
  },
  spillway_notices_sent_total: {
    type: 'counter',
    about: 'connections',
    help: 'Private notices of fills and liquidations to seats.',
  },
  spillway_event_loop_delay_seconds: {
    type: 'histogram',
    about: 'process',
    help: 'How much later than due a timer of 20 ms was served.',
    labels: ['thread'],
    buckets: EVENT_LOOP_BUCKETS_SECONDS,
  },
  spillway_event_loop_active_seconds_total: {
    type: 'counter',
    about: 'process',
    help: 'Time in which the event loop had work to do.',
    labels: ['thread'],
  },
  spillway_heap_used_bytes: {
    type: 'gauge',
    about: 'process',
    help: 'Memory in use by objects.',
    labels: ['thread'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;

/** Metrics of a name, with all that a definition may have. */
export const METRIC_DEFINITIONS: Readonly<Record<MetricName, MetricDefinition>> = METRICS;
