import type { Format } from '../model/format.ts';
import type { RenderOptions } from './renderer.ts';
import { definitionLines } from './table/definition.ts';
import { wrap } from './table/lines.ts';
import { pageOf } from './table/page.ts';

/** What a format says about itself. */
export type FormatDescription = Pick<Format, 'name' | 'title' | 'detection' | 'fields' | 'cannotTell'>;

/** All formats, a line each, in the order given: what `formats` prints. */
export function renderFormatList(formats: readonly FormatDescription[], options: RenderOptions): string {
  const page = pageOf(options);
  const lines = definitionLines(
    formats.map((format) => [format.name, format.title]),
    page,
  );
  return page.print([...lines, '', page.palette.dim('stream-analytics formats NAME says more')]);
}

/** One format in full: how it is detected, its fields, what it cannot tell: what `formats NAME` prints. */
export function renderFormat(format: FormatDescription, options: RenderOptions): string {
  const page = pageOf(options);
  const paragraph = (text: string) => wrap(page.text(text), page.width, page.signs.ellipsis);
  const lines = [page.palette.bold(page.text(format.name, page.width)), ...paragraph(format.title), ''];
  lines.push(...definitionLines([['detected by', format.detection]], page));
  if (format.fields.length > 0) {
    lines.push('', page.palette.bold('Fields'));
    lines.push(
      ...definitionLines(
        format.fields.map((field) => [field.name, field.becomes]),
        page,
      ),
    );
  }
  if (format.cannotTell.length > 0) {
    lines.push('', page.palette.bold('Cannot tell'));
    for (const text of format.cannotTell) lines.push(...paragraph(text));
  }
  return page.print(lines);
}
