/** Values as ffprobe prints them, plain and with `-unit`, `-prefix`, `-sexagesimal` or `-pretty` (all of them). */

const PREFIXES = new Map<string, number>([
  ['', 1],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['Ki', 1024],
  ['Mi', 1024 ** 2],
  ['Gi', 1024 ** 3],
  ['Ti', 1024 ** 4],
]);
const QUANTITY = /^(-?\d+(?:\.\d+)?)(?: ([KMGT]i?)?(s|byte|bit\/s|Hz)?)?$/;
const SEXAGESIMAL = /^(-?)(\d+):(-?)(\d+):(-?)(\d+)(?:\.(\d{1,9}))?$/;

/** A number with an optional prefix and unit (`48 KHz`, `7.393555 Kibyte`, `1.881000 K`), in whole units; NaN when it is none. */
export function quantity(text: string): number {
  const parts = QUANTITY.exec(text);
  if (parts === null) return Number.NaN;
  return Number(parts[1]) * (PREFIXES.get(parts[2] ?? '') ?? Number.NaN);
}

/** A count (bytes, indexes): digits, or a quantity rounded to a whole number; NaN when it is neither, or negative. */
export function count(text: string): number {
  const value = Math.round(quantity(text));
  return value >= 0 ? value : Number.NaN;
}

/**
 * Seconds as integer µs, from the digits: a float product would be off by one for some of the six decimals.
 * NaN when the text is no time. Digits beyond the sixth are rounded half up.
 */
export function microseconds(text: string): number {
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  let point = -1;
  let value = 0;
  let decimals = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 46 && point < 0 && i > start) point = i;
    else if (c < 48 || c > 57) return microsecondsWithUnit(text);
    else if (point < 0) value = value * 10 + (c - 48);
    else if (decimals < 6) {
      value = value * 10 + (c - 48);
      decimals++;
    } else if (i === point + 7 && c >= 53) value++;
  }
  if (text.length === start) return Number.NaN;
  for (; decimals < 6; decimals++) value *= 10;
  return negative && value !== 0 ? -value : value;
}

/** `0:00:01.423222`, `0:00:-0.040000` (ffprobe puts the sign on each part), `0.917584 s`, `1.200000 Ks`. */
function microsecondsWithUnit(text: string): number {
  const clock = SEXAGESIMAL.exec(text);
  if (clock === null) return Math.round(quantity(text) * 1e6);
  const [, sign1, hours, sign2, minutes, sign3, seconds, fraction = ''] = clock;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const us = whole * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6));
  return sign1 !== '' || sign2 !== '' || sign3 !== '' ? -us : us;
}

/** True when the prefix of a printed value took digits that µs or bytes would need. */
export function lostDigits(text: string): boolean {
  return / (?:Mi|Gi?|Ti?)(?:byte)?$| [KMGT]s$/.test(text);
}

/** A fraction (`30000/1001`) or a number as a number; NaN for `0/0`, zero, and anything else. */
export function ratio(text: string): number {
  const slash = text.indexOf('/');
  const value = slash < 0 ? Number(text) : Number(text.slice(0, slash)) / Number(text.slice(slash + 1));
  return Number.isFinite(value) && value > 0 ? value : Number.NaN;
}
