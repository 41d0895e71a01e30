import type { ChalkInstance } from 'chalk';

type Paint = (text: string) => string;

/** What a colour stands for. Every meaning has a second sign: a word, `!`, `×`, or its place. */
export interface Palette {
  /** Measured lines. */
  readonly data: Paint;
  /** Away from normal, in signs. */
  readonly bad: Paint;
  /** Away from normal, in text. */
  readonly badText: Paint;
  readonly warn: Paint;
  readonly pass: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
}

/**
 * Colours by role for a terminal whose background is unknown: of the 256, codes with a contrast of 3.3 to 6.3
 * on white and on black; of the 16 only red, because their blue on black cannot be read.
 */
export function paletteOf(chalk: ChalkInstance): Palette {
  const many = chalk.level >= 2;
  const plain: Paint = (text) => text;
  return {
    data: many ? chalk.ansi256(68) : plain,
    bad: many ? chalk.ansi256(166) : chalk.red,
    badText: many ? chalk.bold.ansi256(166) : chalk.bold.red,
    warn: many ? chalk.ansi256(136) : plain,
    pass: many ? chalk.ansi256(29) : plain,
    dim: chalk.dim,
    bold: chalk.bold,
  };
}
