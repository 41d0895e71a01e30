import { cellsOf, padEnd } from './cells.ts';
import { wrap } from './lines.ts';
import type { Page } from './page.ts';

/** Names (dim) with wrapped text beside them; below them where the line is too narrow. Both may be text of the input. */
export function definitionLines(entries: readonly (readonly [string, string])[], page: Page): string[] {
  const shown = entries.map(([name, text]) => [page.text(name, page.width), page.text(text)] as const);
  const nameWidth = Math.max(0, ...shown.map(([name]) => cellsOf(name))) + 2;
  const isNarrow = page.width - nameWidth < 30;
  const indent = isNarrow ? 2 : nameWidth;
  return shown.flatMap(([name, text]) => {
    const lines = wrap(text, page.width - indent, page.signs.ellipsis);
    const indented = lines.map((line) => ' '.repeat(indent) + line);
    if (isNarrow) return [page.palette.dim(name), ...indented];
    return [page.palette.dim(padEnd(name, nameWidth)) + (lines[0] ?? ''), ...indented.slice(1)];
  });
}
