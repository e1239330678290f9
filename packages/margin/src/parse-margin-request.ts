import { applyPreset, type PresetCatalogue } from './margin-preset.ts';
import { checkShape, type MarginRequest } from './margin-request.ts';
import { type MarginAccount, resolveRequest } from './resolve-request.ts';

export type ParsedMarginRequest =
  | {
      readonly isParsed: true;
      /** As given, with any preset written out. */
      readonly request: MarginRequest;
      readonly account: MarginAccount;
    }
  | { readonly isParsed: false; readonly faults: readonly string[] };

const NO_PRESETS: PresetCatalogue = { presets: {} };

/**
 * Checks a margin request of unknown origin. Never throws; each fault is one line with the path, what was
 * expected and what came.
 */
export function parseMarginRequest(
  value: unknown,
  catalogue: PresetCatalogue = NO_PRESETS,
): ParsedMarginRequest {
  const checked = checkShape(value);
  if (!checked.isParsed) return checked;
  const applied = applyPreset(checked.request, catalogue);
  if (!applied.isApplied) return { isParsed: false, faults: [applied.fault] };
  const resolved = resolveRequest(applied.request);
  if (!resolved.isResolved) return { isParsed: false, faults: resolved.faults };
  return { isParsed: true, request: applied.request, account: resolved.account };
}
