/**
 * Simulated time as people read it: the time of day of the day that is replayed, in UTC, or what has elapsed
 * since the beginning when the scenario stands for no particular day.
 */
export interface ClockOrigin {
  /** ISO 8601 time that simulated 0 stands for; null when the scenario names none. */
  readonly startsAt: string | null;
}

/** `21:17:32 UTC`, or `01:02:03` since the start. */
export function clockText(simulatedMs: number, origin: ClockOrigin): string {
  return origin.startsAt === null
    ? timeOfDay(simulatedMs, 'seconds')
    : `${timeOfDay(Date.parse(origin.startsAt) + simulatedMs, 'seconds')} UTC`;
}

/** As `clockText`, to the minute and without the zone: `21:17`. */
export function minuteText(simulatedMs: number, origin: ClockOrigin): string {
  const base = origin.startsAt === null ? 0 : Date.parse(origin.startsAt);
  return timeOfDay(base + simulatedMs, 'minutes');
}

/** `10 October 2025`; empty when the scenario stands for no particular day. */
export function dayText(origin: ClockOrigin): string {
  if (origin.startsAt === null) return '';
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(origin.startsAt));
}

/** Seconds since 1970 of the simulated 0 for the time axis; 0 when the scenario stands for no particular day. */
export function originSeconds(origin: ClockOrigin): number {
  return origin.startsAt === null ? 0 : Math.floor(Date.parse(origin.startsAt) / 1000);
}

/** A span for reading: `74 min`, `40 s`, `1 min 30 s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

function timeOfDay(milliseconds: number, precision: 'seconds' | 'minutes'): string {
  const seconds = Math.floor(milliseconds / 1000);
  const hours = twoDigits(Math.floor(seconds / 3600) % 24);
  const minutes = twoDigits(Math.floor(seconds / 60) % 60);
  return precision === 'minutes' ? `${hours}:${minutes}` : `${hours}:${minutes}:${twoDigits(seconds % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
