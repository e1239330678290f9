import { readFileSync } from 'node:fs';
import {
  answerFigureQuestion,
  type MarginQuestion,
  marginPreset,
  parseMarginQuestion,
  reportMargin,
} from '@spillway/margin';
import { systemReason } from '@spillway/run-directory';
import { SPILLWAY_HOUSE, VENUE_PRESETS, type VenuePreset } from '@spillway/venues';
import { wrongInput } from '../command-error.ts';
import { engineLiquidationPrices } from '../engine-liquidation-price.ts';
import { figureText } from '../figure-text.ts';
import { parseJson } from '../json-text.ts';
import { marginText, withEngineAnswers } from '../margin-text.ts';

const STANDARD_INPUT = 0;

export interface MarginOptions {
  readonly json: boolean;
  /** Whose rules and tiers hold for an account that names no venue. */
  readonly venue: string;
}

const PRESETS = Object.fromEntries(
  Object.entries(VENUE_PRESETS).map(([name, preset]) => [name, marginPreset(preset)]),
);

/** `spillway margin [FILE|-]`: an account, or a figure of another kind, with the calculation. */
export function marginCommand(file: string | undefined, options: MarginOptions): void {
  const place = file === undefined || file === '-' ? 'standard input' : file;
  const value = parseJson(readInput(file), place);
  const parsed = parseMarginQuestion(value, { presets: PRESETS, defaultName: options.venue });
  if (!parsed.isParsed) throw wrongInput(parsed.faults.map((fault) => `${place}: ${fault}`).join('\n'));
  const { answer, text } = answered(parsed.question, venueOf(value, options.venue));
  process.stdout.write(`${options.json ? JSON.stringify(answer, null, 2) : text()}\n`);
}

/** The venue that a well-formed question names; else the one that holds where it names none. */
function venueOf(value: unknown, otherwise: string): VenuePreset {
  const { rules } = value as { readonly rules?: string | { readonly preset?: string | null } | null };
  const named = typeof rules === 'string' ? rules : rules?.preset;
  return VENUE_PRESETS[named ?? otherwise] ?? SPILLWAY_HOUSE;
}

function answered(
  question: MarginQuestion,
  venue: VenuePreset,
): { readonly answer: object; readonly text: () => string } {
  if (question.kind !== 'account') {
    const figure = answerFigureQuestion(question);
    return { answer: figure, text: () => figureText(figure) };
  }
  const answers = engineLiquidationPrices(question.account, venue);
  const report = withEngineAnswers(reportMargin(question.account), answers);
  return { answer: { kind: question.kind, ...report }, text: () => marginText(report) };
}

function readInput(file: string | undefined): string {
  if (file === undefined && process.stdin.isTTY) {
    throw wrongInput('margin: expected a JSON file, or JSON on standard input; see spillway margin --help');
  }
  try {
    return readFileSync(file === undefined || file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw wrongInput(`${file ?? 'standard input'}: ${systemReason(error)}; expected a JSON file`, error);
  }
}
