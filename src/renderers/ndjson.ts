import { numberText } from './json-text.ts';
import { reportRows } from './printed-report.ts';
import type { Renderer } from './renderer.ts';

/** The Report as one `{"path": …, "value": …}` a line, in the order of the JSON. */
export const ndjsonRenderer: Renderer = {
  render(report, options) {
    let text = '';
    for (const { path, value } of reportRows(report, options)) {
      const written = typeof value === 'number' ? numberText(value, path) : JSON.stringify(value);
      text += `{"path":${JSON.stringify(path)},"value":${written}}\n`;
    }
    return text;
  },
};
