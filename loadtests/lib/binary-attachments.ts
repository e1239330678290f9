/**
 * Binary values travel beside the text of a packet: in the text a placeholder `{"_placeholder":true,"num":N}`
 * stands for the N-th binary frame that follows.
 */
import { isJsonObject } from './socket-io-packet.ts';

/** A value nested deeper than this is refused, so that no message can exhaust the stack. */
export const NESTING_MAX = 200;

/** Replaces every ArrayBuffer and view in `value` by a placeholder, and lists the bytes in that order. */
export function extractAttachments(value: unknown): {
  readonly value: unknown;
  readonly attachments: Uint8Array[];
} {
  const attachments: Uint8Array[] = [];
  const replace = (part: unknown, depth: number): unknown => {
    const bytes = bytesOf(part);
    if (bytes !== null) {
      attachments.push(bytes);
      return { _placeholder: true, num: attachments.length - 1 };
    }
    return mapParts(part, { depth, visit: replace });
  };
  return { value: replace(value, 0), attachments };
}

/**
 * Puts the attachments back where their placeholders stand.
 * @throws {RangeError} when a placeholder names an attachment that does not exist, or the nesting is too deep.
 */
export function insertAttachments(value: unknown, attachments: readonly Uint8Array[]): unknown {
  const restore = (part: unknown, depth: number): unknown => {
    if (isJsonObject(part) && part['_placeholder'] === true) {
      const index = part['num'];
      const attachment = typeof index === 'number' ? attachments[index] : undefined;
      if (attachment === undefined) {
        throw new RangeError(
          `placeholder ${String(index)} names none of the ${attachments.length} attachments`,
        );
      }
      return attachment;
    }
    return mapParts(part, { depth, visit: restore });
  };
  return restore(value, 0);
}

/** Whether `value` holds binary data anywhere. Most messages do not, and then need no copy. */
export function hasAttachments(value: unknown, depth = 0): boolean {
  assertDepth(depth);
  if (Array.isArray(value)) return value.some((item) => hasAttachments(item, depth + 1));
  if (bytesOf(value) !== null) return true;
  if (!isPlainObject(value)) return false;
  return Object.values(value).some((item) => hasAttachments(item, depth + 1));
}

interface PartVisitor {
  readonly depth: number;
  readonly visit: (part: unknown, depth: number) => unknown;
}

function mapParts(value: unknown, { depth, visit }: PartVisitor): unknown {
  assertDepth(depth);
  if (Array.isArray(value)) return value.map((item) => visit(item, depth + 1));
  if (!isPlainObject(value)) return value;
  // `fromEntries` creates own properties even for a key such as `__proto__`, where an assignment would not.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, depth + 1)]));
}

/** Dates and other objects with a text form of their own are left to `JSON.stringify`. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isJsonObject(value) && typeof value['toJSON'] !== 'function';
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return null;
}

function assertDepth(depth: number): void {
  if (depth > NESTING_MAX) throw new RangeError(`a value is nested deeper than ${NESTING_MAX} levels`);
}
