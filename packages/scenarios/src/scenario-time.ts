import type { ScenarioTime } from './scenario.ts';
import { MS_PER_SECOND } from './scenario-units.ts';

export const SCENARIO_TIME_PATTERN: RegExp = /^(?:\+\d{1,4}:[0-5]\d|(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)$/;

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_DAY = 86_400;

/**
 * Milliseconds of a time after the start of its scenario; null when it is a clock time and the scenario has no
 * clock. A clock time before the start's own is one of the next day.
 */
export function scenarioTimeMs(time: ScenarioTime, startsAt: string | null): number | null {
  if (time.startsWith('+')) return timeOfDaySeconds(`00:${padMinutes(time.slice(1))}`) * MS_PER_SECOND;
  if (startsAt === null) return null;
  const startSeconds = timeOfDaySeconds(startsAt.slice(11, 19));
  const sinceStart = (timeOfDaySeconds(time) - startSeconds + SECONDS_PER_DAY) % SECONDS_PER_DAY;
  return sinceStart * MS_PER_SECOND;
}

function padMinutes(text: string): string {
  return text.padStart(5, '0');
}

/** `HH:MM` or `HH:MM:SS` in seconds; minutes may pass 59. */
function timeOfDaySeconds(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return (hours * SECONDS_PER_MINUTE + minutes) * SECONDS_PER_MINUTE + seconds;
}
