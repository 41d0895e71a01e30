import type { LaneColumn } from './lane-columns.ts';
import type { LaneScale } from './lane-scale.ts';
import type { Page, Signs } from './page.ts';

/** Signs of a sparkline that need a word in the key. */
export type KeySign = 'stopped' | 'unknown' | 'beyond' | 'zero';

export interface Sparkline {
  /** One sign a column, painted. */
  readonly text: string;
  readonly used: ReadonlySet<KeySign>;
}

/**
 * One lane as signs of seven levels.
 *
 * @param isBad - columns that are away from normal, painted so; stops and what is beyond the scale always are
 */
export function sparkline(
  columns: readonly LaneColumn[],
  scale: LaneScale,
  isBad: (value: number) => boolean,
  page: Page,
): Sparkline {
  const used = new Set<KeySign>();
  const { palette, signs } = page;
  let text = '';
  let run = '';
  let paint = palette.data;
  for (const column of columns) {
    const { sign, key } = signOf(column, scale, signs);
    if (key !== null) used.add(key);
    const bad = key === 'stopped' || key === 'beyond' || (typeof column === 'number' && isBad(column));
    const next = bad ? palette.bad : key === 'unknown' ? palette.dim : palette.data;
    if (next !== paint) {
      text += run === '' ? '' : paint(run);
      run = '';
      paint = next;
    }
    run += sign;
  }
  return { text: text + (run === '' ? '' : paint(run)), used };
}

function signOf(column: LaneColumn, scale: LaneScale, signs: Signs): { sign: string; key: KeySign | null } {
  if (column === 'stopped' || column === 'unknown') return { sign: signs[column], key: column };
  if (column === 0) return { sign: signs.zero, key: 'zero' };
  if (column > scale.top) return { sign: signs.beyond, key: 'beyond' };
  const share = scale.top === scale.bottom ? 1 : (column - scale.bottom) / (scale.top - scale.bottom);
  // Whatever is not zero is at least the lowest level: it must not look like nothing.
  const level = Math.min(7, Math.max(1, Math.round(share * 7)));
  return { sign: signs.levels[level - 1] ?? '', key: null };
}
