const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const shortDate = new Intl.DateTimeFormat(undefined, { dateStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** @param {Date} date */
export const formatClock = (date) => clock.format(date);
/** @param {Date} date */
export const formatDay = (date) => day.format(date);
/** @param {Date} date */
export const formatFull = (date) => full.format(date);

/**
 * The day in the reader's zone, as a key to compare.
 * @param {Date} date
 */
export function dayKey(date) {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/**
 * "Today at 14:02", "Yesterday at 14:02", "03/11/2026, 14:02".
 * @param {Date} date
 * @param {Date} [now]
 */
export function formatMoment(date, now = new Date()) {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(date) === dayKey(now)) return `Today at ${formatClock(date)}`;
  if (dayKey(date) === dayKey(yesterday)) return `Yesterday at ${formatClock(date)}`;
  return `${shortDate.format(date)}, ${formatClock(date)}`;
}

/** A moment as a field for date and time has it, in the reader's zone. @param {Date} date */
export function toLocal(date) {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** @param {string} value of such a field */
export const fromLocal = (value) => new Date(value);

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/**
 * "in 5 minutes", "3 days ago".
 * @param {Date} date
 * @param {number} [now]
 */
export function formatRelative(date, now = Date.now()) {
  const seconds = (date.getTime() - now) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.round(seconds / size), /** @type {any} */ (unit));
}

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

/**
 * The text of a `<t:…:style>` mark.
 * @param {Date} date
 * @param {string} style
 */
export function formatMark(date, style) {
  if (Number.isNaN(date.getTime())) return "Invalid date";
  if (style === "R") return formatRelative(date);
  return new Intl.DateTimeFormat(undefined, STYLES[style] ?? STYLES.f).format(date);
}

/** A place in a recording: "0:07", "12:30". @param {number} seconds */
export function formatPlace(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * "45 s", "10 min", "2 h", "7 days".
 * @param {number} seconds
 */
export function formatDuration(seconds) {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.ceil(seconds / 3600)} h`;
  const days = Math.ceil(seconds / 86_400);
  return days === 1 ? "1 day" : `${days} days`;
}
