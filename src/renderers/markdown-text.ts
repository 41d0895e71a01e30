import { printable } from '../model/printable.ts';

/**
 * Text as it reads in a Markdown document: control bytes as `\xNN`, then a backslash before whatever could begin
 * markup, a cell's border, a link or a mention. Never to stand at the beginning of a line, where a plain `-` or `1.` is a list.
 */
export function markdownText(raw: string): string {
  return (
    printable(raw, true)
      .replace(/[\\`*_{}[\]<>#~&!@$^]/g, '\\$&')
      // Parsers disagree on what backslashes before a border mean.
      .replaceAll('|', '&#124;')
      .replace(/:(?=\/\/)/g, '\\:')
      .replace(/(www)(?=\.)/gi, '$1\\')
  );
}

/** A table whose cells are finished Markdown; the first column is text, the others are numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map((_, i) => (i === 0 ? '---' : '---:'))) + rows.map(line).join('');
}
