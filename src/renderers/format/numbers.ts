/**
 * A plain space in the terminal, where nothing breaks a line but us; an output that flows must keep number and
 * unit together itself.
 */
const UNIT_SPACE = ' ';

/** What stands where there is no value. */
export const NO_DATA = 'no data';

/** Whole numbers in full with commas: `17,154,323`. For the ledger and where every unit counts. */
export function countInFull(value: number): string {
  return grouped(String(Math.round(value)));
}

/** Whole numbers in full to 999,999, then at most three significant digits: `84,210`, `17.2 M`. */
export function count(value: number): string {
  return Math.abs(value) < 999_999.5 ? countInFull(value) : scaled(value, 1e6, 'M', '');
}

/** A plain number with at most three significant digits, whole part in full: `0.32`, `11.8`, `38.3`, `1,204`. */
export function decimal(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const decimals = Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(size))));
  return withMinus(grouped(trimmed(value.toFixed(decimals))));
}

/** A number with exactly so many decimals: `31.400`, `−0.064`, `9,627.331`. */
export function fixed(value: number, decimals: number): string {
  return withMinus(grouped(value.toFixed(decimals)));
}

/**
 * A ratio as percent: `0.32 %`, `11.8 %`, `87 %`. What is not 0 or 100 never reads so: `< 0.01 %`, `99.96 %`,
 * `> 99.99 %`.
 *
 * @param ratio - 0..1; more is possible for ratios that have no upper bound
 */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${percentDigits(value)}${UNIT_SPACE}%`;
}

function percentDigits(value: number): string {
  if (value > 0 && value < 0.01) return '< 0.01';
  if (value > 99.99 && value < 100) return '> 99.99';
  if (value < 1) return trimmed(value.toFixed(2));
  const digits = decimal(value);
  return digits === '100' && value !== 100 ? value.toFixed(2) : digits;
}

/** Frames per second keep two decimals: `24.50 fps`. */
export function framesPerSecond(value: number): string {
  return `${value.toFixed(2)}${UNIT_SPACE}fps`;
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** Bit/s in powers of 1,000 with three significant digits: `128 kbps`, `4.92 Mbps`. */
export function bitrate(bps: number): string {
  return scaled(bps, 1, '', 'bps');
}

/** Bytes in powers of 1,000 with three significant digits: `820 B`, `272 TB`. */
export function bytes(value: number): string {
  return scaled(value, 1, '', 'B');
}

/**
 * Bit/s of one column under one prefix, that of the largest; a value too small for it reads `< 0.001 Mbps`.
 *
 * @returns one text a value, in order; `no data` for null
 */
export function bitrateColumn(values: readonly (number | null)[]): string[] {
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  const prefix = prefixOf(largest, 0);
  return values.map((value) => {
    if (value === null) return NO_DATA;
    const unit = `${UNIT_SPACE}${PREFIXES[prefix]}bps`;
    const inPrefix = value / 1000 ** prefix;
    return inPrefix > 0 && inPrefix < 0.001 ? `< 0.001${unit}` : `${decimal(inPrefix)}${unit}`;
  });
}

/** Hertz: `48 kHz`, `44.1 kHz`. */
export function hertz(value: number): string {
  return scaled(value, 1, '', 'Hz');
}

/** `value` in units of `base` (whose prefix is `basePrefix`) or the prefix above that keeps it below 1,000. */
function scaled(value: number, base: number, basePrefix: (typeof PREFIXES)[number], unit: string): string {
  const offset = PREFIXES.indexOf(basePrefix);
  const prefix = prefixOf(value / base, offset);
  return `${decimal(value / base / 1000 ** (prefix - offset))}${UNIT_SPACE}${PREFIXES[prefix]}${unit}`;
}

function prefixOf(value: number, offset: number): number {
  let prefix = offset;
  // 999.5 rounds to 1,000 at three digits: that is 1 of the next prefix.
  for (let rest = Math.abs(value); rest >= 999.5 && prefix < PREFIXES.length - 1; rest /= 1000) prefix++;
  return prefix;
}

function grouped(digits: string): string {
  const point = digits.indexOf('.');
  const whole = point < 0 ? digits : digits.slice(0, point);
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (point < 0 ? '' : digits.slice(point));
}

function trimmed(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

function withMinus(digits: string): string {
  return digits.replace('-', '−');
}
