import { jsonText } from './json-text.ts';
import type { Renderer } from './renderer.ts';

/** Objects of the Report whose keys are text of the input. */
const MAP_PATHS: ReadonlySet<string> = new Set([
  'input.skipped',
  'input.bad',
  'viewers.time_in_quality_ms',
  'performance.by_code',
  'cdn.by_status',
  'cdn.by_cache',
  'method.sample_rate',
]);

/** The Report itself, in the order of its type. `series` only when the options ask for it. */
export const jsonRenderer: Renderer = {
  render(report, options) {
    const { series, ...rest } = report;
    return jsonText(options.series || series === undefined ? report : rest, MAP_PATHS);
  },
};
