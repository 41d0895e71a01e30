import { printable } from '../../model/printable.ts';
import type { RenderOptions } from '../renderer.ts';
import { cut } from './cells.ts';
import { type Palette, paletteOf } from './palette.ts';

/** Signs that take another number of cells, or another meaning, in ASCII. */
export interface Signs {
  /** Between parts of a line. */
  readonly dot: string;
  readonly ellipsis: string;
  /** Seven levels of a sparkline, lowest first; never a full block, or lanes would fuse. */
  readonly levels: string;
  readonly zero: string;
  readonly stopped: string;
  readonly unknown: string;
  readonly beyond: string;
}

const UNICODE: Signs = {
  dot: ' · ',
  ellipsis: '…',
  levels: '▁▂▃▄▅▆▇',
  zero: '_',
  stopped: '×',
  unknown: '·',
  beyond: '▲',
};

const ASCII: Signs = {
  dot: ', ',
  ellipsis: '...',
  levels: '.:-=+*#',
  zero: '_',
  stopped: 'x',
  unknown: '?',
  beyond: '^',
};

/** Everything about the paper that the parts of a report are drawn on. */
export interface Page {
  /** Cells of a line: 120, 80, or what a narrower terminal has (at least 40). */
  readonly width: number;
  /** Cells of numbers in a row, and what each takes. */
  readonly numbersInRow: number;
  readonly numberWidth: number;
  readonly sparklineWidth: number;
  /** What is left at the right of a sparkline. */
  readonly figureWidth: number;
  readonly signs: Signs;
  readonly palette: Palette;
  readonly timezone: string;
  readonly full: boolean;
  /** Text of the input, made harmless; at most `width` cells when one is given. */
  text(raw: string, width?: number): string;
  /** Finished lines as text; ends with a line feed. */
  print(lines: readonly string[]): string;
}

/** Cells of the names at the left: sections of numbers, lanes. */
export const SECTION_WIDTH = 11;
export const LANE_LABEL_WIDTH = 13;
const NUMBER_GAP = 3;

export function pageOf(options: RenderOptions): Page {
  const width = options.columns >= 120 ? 120 : Math.max(40, Math.min(80, Math.floor(options.columns)));
  const numbersInRow = width === 120 ? 4 : width === 80 ? 3 : width >= 56 ? 2 : 1;
  const numberRoom = width - SECTION_WIDTH - NUMBER_GAP * (numbersInRow - 1);
  const figureWidth = width === 120 ? 26 : width >= 60 ? 14 : 11;
  const signs = options.unicode ? UNICODE : ASCII;
  return {
    width,
    numbersInRow,
    // One number a row needs no width of its own: its value would be far from its name.
    numberWidth: Math.min(29, Math.floor(numberRoom / numbersInRow)),
    sparklineWidth: width - LANE_LABEL_WIDTH - 1 - figureWidth,
    figureWidth,
    signs,
    palette: paletteOf(options.chalk),
    timezone: options.timezone,
    full: options.full,
    text(raw, room) {
      const shown = printable(raw, options.unicode);
      return room === undefined ? shown : cut(shown, room, signs.ellipsis);
    },
    print(lines) {
      // A last guard for tables, whose library measures rare characters in its own way.
      const fitted = lines.map((line) => cut(line, width, signs.ellipsis).trimEnd());
      const text = `${fitted.join('\n')}\n`;
      // Text of the input has no character beyond ASCII left here; ours has a few of one cell each.
      return options.unicode ? text : text.replaceAll(/[–−]/g, '-').replaceAll('×', 'x');
    },
  };
}
