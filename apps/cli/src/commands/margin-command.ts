import { readFileSync } from 'node:fs';
import { marginPreset, parseMarginRequest, reportMargin } from '@spillway/margin';
import { systemReason } from '@spillway/run-directory';
import { SPILLWAY_HOUSE } from '@spillway/venues';
import { wrongInput } from '../command-error.ts';
import { engineLiquidationPrices } from '../engine-liquidation-price.ts';
import { parseJson } from '../json-text.ts';
import { marginText, withEngineAnswers } from '../margin-text.ts';

const STANDARD_INPUT = 0;

export interface MarginOptions {
  readonly json: boolean;
}

/** `spillway margin [FILE|-]`: margins and liquidation prices of an account, with the calculation. */
export function marginCommand(file: string | undefined, options: MarginOptions): void {
  const place = file === undefined || file === '-' ? 'standard input' : file;
  const value = parseJson(readInput(file), place);
  const presets = { [SPILLWAY_HOUSE.name]: marginPreset(SPILLWAY_HOUSE) };
  const parsed = parseMarginRequest(value, { presets, defaultName: SPILLWAY_HOUSE.name });
  if (!parsed.isParsed) throw wrongInput(parsed.faults.map((fault) => `${place}: ${fault}`).join('\n'));
  const answers = engineLiquidationPrices(parsed.account, SPILLWAY_HOUSE);
  const report = withEngineAnswers(reportMargin(parsed.account), answers);
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : marginText(report)}\n`);
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
