// Times in words, and the durations that people type.

const UNITS: readonly [seconds: number, letter: string, pattern: RegExp][] = [
  [604_800, 'w', /^w(eeks?)?$/],
  [86_400, 'd', /^d(ays?)?$/],
  [3600, 'h', /^h((ou)?rs?)?$/],
  [60, 'min', /^m(in(ute)?s?)?$/],
  [1, 's', /^s(ec(ond)?s?)?$/],
];

/** Parses a duration such as `86400`, `4 h` or `1h 30m` into seconds. Returns undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^-?\d+$/.test(trimmed)) return Number(trimmed);
  if (!/^(\d+(\.\d+)?\s*[a-z]+[\s,]*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, word] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const unit = UNITS.find(([, , pattern]) => pattern.test(word ?? ''));
    if (unit === undefined) return undefined;
    total += Number(amount) * unit[0];
  }
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : undefined;
}

/** Formats seconds in their two largest units: `1 d 4 h`. */
export function spell(seconds: number): string {
  let rest = Math.abs(Math.trunc(seconds));
  const parts: string[] = [];
  for (const [size, letter] of UNITS.slice(1)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count.toLocaleString('en-US')} ${letter}`);
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.join(' ') || '0 s';
}

/** Formats the distance of a time from now: `in 4 h`, `2 d ago`. */
export function relative(time: number, now: number): string {
  if (time === now) return 'now';
  return time > now ? `in ${spell(time - now)}` : `${spell(now - time)} ago`;
}

const two = (n: number) => String(n).padStart(2, '0');
/** The last second that a JavaScript date can hold. */
const LAST = 8.64e12;

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Formats a time in words, in this machine's time zone: `today at 18:04`. */
export function day(time: number, now: number): string {
  if (Math.abs(time) > LAST) return 'beyond any calendar';
  const date = new Date(time * 1000);
  const at = `at ${two(date.getHours())}:${two(date.getMinutes())}`;
  const midnight = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 86_400_000;
  const days = midnight(date) - midnight(new Date(now * 1000));
  if (days === 0) return `today ${at}`;
  if (days === 1) return `tomorrow ${at}`;
  if (days === -1) return `yesterday ${at}`;
  return `on ${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()} ${at}`;
}

/** Formats a time in this machine's time zone, to the second, with its offset from UTC. */
export function local(time: number): string {
  if (Math.abs(time) > LAST) return 'beyond any calendar';
  const d = new Date(time * 1000);
  const minutes = -d.getTimezoneOffset();
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())} ${offset}`;
}

/** Formats a time in UTC, to the second. */
export function utc(time: number): string {
  if (Math.abs(time) > LAST) return 'beyond any calendar';
  return `${new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Formats a time as the value of a `datetime-local` field. */
export function toField(time: number): string {
  return local(time).slice(0, 19).replace(' ', 'T');
}

/** Parses the value of a `datetime-local` field. Returns undefined if it is empty. */
export function fromField(value: string): number | undefined {
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

export const clock = (): number => Math.floor(Date.now() / 1000);
