import { cellsOf, cut } from './cells.ts';

/** A piece of a line: plain text and how it is painted; painting comes after measuring. */
export interface Piece {
  readonly text: string;
  readonly paint: (text: string) => string;
}

/**
 * Two texts at the two ends of a line, at least two spaces apart; below each other when they do not fit one line. Neither is
 * wider than the line.
 */
export function spread(
  left: readonly Piece[],
  right: readonly Piece[],
  width: number,
  ellipsis: string,
): string[] {
  const gap = width - cellsOfPieces(left) - cellsOfPieces(right);
  if (cellsOfPieces(right) === 0) return below(left, width, ellipsis);
  if (gap >= 2) return [painted(left, width, ellipsis) + ' '.repeat(gap) + painted(right, width, ellipsis)];
  return [...below(left, width, ellipsis), ...below(right, width, ellipsis)];
}

/** One piece is a sentence and is wrapped; several are a title and are cut. */
function below(pieces: readonly Piece[], width: number, ellipsis: string): string[] {
  const [only] = pieces;
  if (pieces.length !== 1 || only === undefined) return [painted(pieces, width, ellipsis)];
  return wrap(only.text, width, ellipsis).map((line) => only.paint(line));
}

/** Words laid into lines of at most `width` cells; a word that is wider alone is cut. */
export function wrap(text: string, width: number, ellipsis: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of unbreakable(text)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cellsOf(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = cut(word, width, ellipsis);
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Like {@link wrap}, with lines of about equal length: the narrowest width that needs no more lines. */
export function balance(text: string, width: number, ellipsis: string): string[] {
  const lines = wrap(text, width, ellipsis);
  const longestWord = Math.min(width, Math.max(0, ...unbreakable(text).map(cellsOf)));
  let narrow = width;
  while (narrow > longestWord && wrap(text, narrow - 1, ellipsis).length === lines.length) narrow--;
  return wrap(text, narrow, ellipsis);
}

/** Words; a number stays with its unit and with the number after a unit (`2 h 16 min`, `4.92 Mbps`, `1.1 %`). */
function unbreakable(text: string): string[] {
  const words: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = words.at(-1) ?? '';
    const isUnit = /^(%|ms|s|min|h|[kMGTP]?bps|[kMGTP]?B|[MGTP]|fps|frames)[,.;:]?$/.test(word);
    if (isUnit && /[\d]$/.test(last)) words[words.length - 1] = `${last} ${word}`;
    else if (/^\d/.test(word) && / (h|min)$/.test(last)) words[words.length - 1] = `${last} ${word}`;
    else words.push(word);
  }
  return words;
}

function cellsOfPieces(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + cellsOf(piece.text), 0);
}

function painted(pieces: readonly Piece[], width: number, ellipsis: string): string {
  return cut(pieces.map((piece) => piece.paint(piece.text)).join(''), width, ellipsis);
}
