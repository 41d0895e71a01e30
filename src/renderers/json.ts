import { jsonText } from './json-text.ts';
import { mapPathsOf, printedReport } from './printed-report.ts';
import type { Renderer } from './renderer.ts';

/** The Report itself, in the order of its type. `series` only when the options ask for it. */
export const jsonRenderer: Renderer = {
  render: (report, options) => jsonText(printedReport(report, options), mapPathsOf(report)),
};
