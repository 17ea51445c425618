// Days as numbers (days since 1970-01-01, UTC), how they are written, and where the marks of a time axis stand.

const MILLISECONDS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

/** Returns the number of a day written as 2013-01-12, NaN for anything else. */
export function toDay(iso: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) return NaN;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 ? date.getTime() / MILLISECONDS : NaN;
}

/** Returns the day of a number as 2013-01-12. */
export function toIso(day: number): string {
  return new Date(Math.round(day) * MILLISECONDS).toISOString().slice(0, 10);
}

/** Returns "12 Jan 2013". */
export function dayName(day: number): string {
  const date = new Date(Math.round(day) * MILLISECONDS);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** Returns an interval in words; a missing side is open. */
export function spanName(from: number | null, to: number | null): string {
  if (from === null && to === null) return "no date";
  if (from === null) return `until ${dayName(to as number)}`;
  if (to === null) return `from ${dayName(from)}`;
  return from === to ? dayName(from) : `${dayName(from)} – ${dayName(to)}`;
}

/** A mark of a time axis; `major` ones begin a year. */
export interface Tick {
  day: number;
  label: string;
  major: boolean;
}

/** Widths in days and how many units a step is: years of 20, 10, 5, 2, 1; months of 6, 3, 1; days of 14, 7, 2, 1. */
const STEPS: readonly (readonly [number, "year" | "month" | "day", number])[] = [
  [1, "day", 1],
  [2, "day", 2],
  [7, "day", 7],
  [14, "day", 14],
  [30, "month", 1],
  [91, "month", 3],
  [182, "month", 6],
  [365, "year", 1],
  [730, "year", 2],
  [1826, "year", 5],
  [3652, "year", 10],
  [7305, "year", 20],
  [36525, "year", 100],
];

/** Returns the marks between two days, at most about `most` of them. */
export function ticks(from: number, to: number, most: number): Tick[] {
  const wanted = (to - from) / Math.max(1, most);
  const step = STEPS.find(([width]) => width >= wanted) ?? STEPS[STEPS.length - 1];
  if (!step || !(to > from)) return [];
  const [, unit, count] = step;
  const found: Tick[] = [];
  let at = firstMark(from, unit, count);
  while (at <= to && found.length < 500) {
    if (at >= from) found.push(mark(at, unit));
    at = nextMark(at, unit, count);
  }
  return found;
}

function firstMark(from: number, unit: string, count: number): number {
  const date = new Date(Math.floor(from) * MILLISECONDS);
  const year = date.getUTCFullYear();
  if (unit === "year") return Date.UTC(Math.floor(year / count) * count, 0, 1) / MILLISECONDS;
  const month = date.getUTCMonth();
  if (unit === "month") return Date.UTC(year, Math.floor(month / count) * count, 1) / MILLISECONDS;
  return Date.UTC(year, month, 1) / MILLISECONDS;
}

function nextMark(at: number, unit: string, count: number): number {
  const date = new Date(at * MILLISECONDS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (unit === "year") return Date.UTC(year + count, 0, 1) / MILLISECONDS;
  if (unit === "month") return Date.UTC(year, month + count, 1) / MILLISECONDS;
  // Days are counted from the first of each month, so that marks keep their place when the axis moves.
  const first = Date.UTC(year, month + 1, 1) / MILLISECONDS;
  return first - (at + count) < count / 2 ? first : at + count;
}

function mark(at: number, unit: string): Tick {
  const date = new Date(at * MILLISECONDS);
  const month = date.getUTCMonth();
  const newYear = month === 0 && date.getUTCDate() === 1;
  const name = MONTHS[month] ?? "";
  if (unit === "year" || newYear) return { day: at, label: String(date.getUTCFullYear()), major: newYear };
  return { day: at, label: unit === "month" ? name : `${date.getUTCDate()} ${name}`, major: false };
}
