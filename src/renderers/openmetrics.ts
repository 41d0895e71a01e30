import { familiesOf } from './openmetrics-families.ts';
import type { Renderer } from './renderer.ts';

/**
 * The figures of the Report in the text format of OpenMetrics 1.0: gauges, and a summary for every distribution
 * (quantile 0 is the least sample, 1 the greatest). Base units; no timestamps: the figures are of the log's window.
 */
export const openmetricsRenderer: Renderer = {
  render(report) {
    const lines = familiesOf(report).flatMap(({ name, type, unit, help, samples }) => [
      `# TYPE ${name} ${type}`,
      ...(unit === '' ? [] : [`# UNIT ${name} ${unit}`]),
      `# HELP ${name} ${help}`,
      ...samples,
    ]);
    return `${lines.join('\n')}\n# EOF\n`;
  },
};
