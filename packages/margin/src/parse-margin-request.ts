import { isStated, MarginDecimal } from './decimal.ts';
import { signOf } from './margin-position.ts';
import { applyPreset, type PresetCatalogue } from './margin-preset.ts';
import {
  accountRequestSchema,
  type MarginRequest,
  type PositionInput,
  type WrittenRequest,
} from './margin-request.ts';
import { checkShape, FaultList } from './request-schema.ts';
import { type MarginAccount, resolveRequest } from './resolve-request.ts';

export type ParsedMarginRequest =
  | {
      readonly isParsed: true;
      /** As given, with any preset and any quote balance written out. */
      readonly request: MarginRequest;
      readonly account: MarginAccount;
    }
  | { readonly isParsed: false; readonly faults: readonly string[] };

export const NO_PRESETS: PresetCatalogue = { presets: {} };

/** Entries from the marks, and the wallet from the quote balance: `wallet = balance + Σ side × quantity × entry`. */
function writtenOut(written: WrittenRequest, faults: FaultList): MarginRequest {
  const { quoteBalance, wallet, positions: writtenPositions, ...others } = written;
  const hasBalance = isStated(quoteBalance);
  if (hasBalance && isStated(wallet))
    faults.add(['quoteBalance'], 'expected nothing where a wallet is stated');
  if (!hasBalance && !isStated(wallet)) faults.add(['wallet'], 'expected a decimal number');
  const positions = writtenPositions.map((position, index): PositionInput => {
    if (!hasBalance && !isStated(position.entry)) {
      faults.add(['positions', index, 'entry'], 'expected a positive decimal number');
    }
    return { ...position, entry: position.entry ?? position.mark };
  });
  if (!hasBalance) return { ...others, wallet: wallet ?? 0, positions };
  const rules = typeof others.rules === 'object' ? others.rules : null;
  if (rules?.contract === 'inverse')
    faults.add(['quoteBalance'], 'expected a wallet of coin: contracts are inverse');
  const paid = positions.reduce(
    (sum, { qty, multiplier, entry, side }) => {
      const value = new MarginDecimal(qty).mul(multiplier ?? 1).mul(entry);
      return sum.add(value.mul(signOf({ side })));
    },
    new MarginDecimal(quoteBalance ?? 0),
  );
  return { ...others, wallet: paid.toFixed(), positions };
}

/** What `parseMarginRequest` does once the shape is right. */
export function parseAccount(written: WrittenRequest, catalogue: PresetCatalogue): ParsedMarginRequest {
  const applied = applyPreset(written, catalogue);
  if (!applied.isApplied) return { isParsed: false, faults: [applied.fault] };
  const faults = new FaultList(applied.request);
  const request = writtenOut(applied.request, faults);
  if (faults.lines.length > 0) return { isParsed: false, faults: faults.lines };
  const resolved = resolveRequest(request);
  if (!resolved.isResolved) return { isParsed: false, faults: resolved.faults };
  return { isParsed: true, request, account: resolved.account };
}

/**
 * Checks a request about an account, of unknown origin. Never throws; each fault is one line with the path, what
 * was expected and what came.
 */
export function parseMarginRequest(
  value: unknown,
  catalogue: PresetCatalogue = NO_PRESETS,
): ParsedMarginRequest {
  const checked = checkShape(accountRequestSchema, value);
  return checked.isParsed ? parseAccount(checked.request, catalogue) : checked;
}
