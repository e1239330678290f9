import { formatSize, sizeLots } from '@spillway/protocol';
import type { RoomFigures } from '../rooms/room-figures.ts';
import type { RunGreeting } from '../rooms/room-messages.ts';
import type { JournalFigures } from './journal-watch.ts';
import type { MetricSheet } from './metric-sheet.ts';

const MICROS = 1_000_000;
const PHASES = ['ready', 'running', 'paused', 'finished'] as const;
const MODES = ['isolated', 'cross'] as const;

/** Writes what a room says of itself. */
export function writeRoomFigures(sheet: MetricSheet, figures: RoomFigures, greeting: RunGreeting): void {
  writeRun(sheet, figures);
  writeMarket(sheet, figures);
  writeInstruments(sheet, figures, greeting);
  if (figures.journal !== null) writeJournal(sheet, figures.journal);
}

function writeRun(sheet: MetricSheet, { state, totals, seats, lagMs, droppedMs }: RoomFigures): void {
  sheet.set('spillway_run_info', 1, { run: state.runId, scenario: state.scenario });
  for (const phase of PHASES) sheet.set('spillway_run_phase', Number(phase === state.phase), { phase });
  sheet.set('spillway_run_halted', Number(state.haltReason !== null));
  sheet.set('spillway_run_simulated_seconds', state.simulatedMs / 1_000);
  sheet.set('spillway_run_speed', state.speed);
  sheet.set('spillway_engine_lag_seconds', lagMs / 1_000);
  sheet.set('spillway_engine_dropped_seconds_total', droppedMs / 1_000);
  sheet.set('spillway_commands_total', totals.commandCount);
  sheet.set('spillway_trades_total', totals.tradeCount);
  sheet.set('spillway_seat_orders_accepted_total', seats.ordersAccepted);
  sheet.set('spillway_seat_fills_total', seats.fills);
}

function writeMarket(sheet: MetricSheet, { totals, assets }: RoomFigures): void {
  for (const mode of MODES) sheet.set('spillway_liquidations_total', totals.countByMode[mode], { mode });
  sheet.set('spillway_auto_deleveraged_notional_total', totals.autoDeleveragedNotionalMicros / MICROS);
  const { payers } = totals;
  const paid = {
    'trader-margin': payers.traderMarginMicros,
    'insurance-fund': payers.insuranceFundMicros,
    'auto-deleveraging': payers.autoDeleveragingMicros,
    socialised: payers.socialisedMicros,
  };
  for (const [payer, micros] of Object.entries(paid))
    sheet.set('spillway_losses_paid', micros / MICROS, { payer });
  for (const { symbol: asset, conservationErrorMicros, insuranceFundMicros } of assets) {
    sheet.set('spillway_conservation_error', conservationErrorMicros / MICROS, { asset });
    sheet.set('spillway_insurance_fund', insuranceFundMicros / MICROS, { asset });
  }
  sheet.set('spillway_accounts', totals.accountCount);
}

function writeInstruments(sheet: MetricSheet, { totals }: RoomFigures, { instruments }: RunGreeting): void {
  for (const { instrumentId, specification } of instruments) {
    const { symbol: instrument } = specification;
    const notional = totals.byInstrument.find((row) => row.instrumentId === instrumentId);
    for (const mode of MODES)
      sheet.set('spillway_liquidation_notional_total', (notional?.[mode] ?? 0) / MICROS, {
        instrument,
        mode,
      });
    const lots = totals.openInterestLots[instrumentId] ?? 0;
    const size = lots === 0 ? 0 : Number(formatSize(sizeLots(lots), specification));
    sheet.set('spillway_open_interest', size, { instrument });
  }
}

function writeJournal(sheet: MetricSheet, journal: JournalFigures): void {
  sheet.set('spillway_journal_last_sequence', journal.lastSequence);
  sheet.set('spillway_journal_durable_sequence', journal.durableSequence);
  sheet.set('spillway_journal_backlog_bytes', journal.backlogBytes);
  sheet.set('spillway_journal_answers_waiting', journal.answersWaiting);
  sheet.set('spillway_journal_group_bytes_total', journal.groupBytes);
  sheet.setBuckets('spillway_journal_group_frames', journal.groupFrames);
  sheet.setBuckets('spillway_journal_sync_seconds', journal.syncSeconds);
}
