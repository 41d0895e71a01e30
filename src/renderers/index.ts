import type { Renderer } from './renderer.ts';

/** The word of `--format` → its renderer, loaded when it is asked for (start-up time). */
export const RENDERERS = {
  table: async (): Promise<Renderer> => (await import('./table/report.ts')).tableRenderer,
  json: async (): Promise<Renderer> => (await import('./json.ts')).jsonRenderer,
  csv: async (): Promise<Renderer> => (await import('./csv.ts')).csvRenderer,
  ndjson: async (): Promise<Renderer> => (await import('./ndjson.ts')).ndjsonRenderer,
  markdown: async (): Promise<Renderer> => (await import('./markdown.ts')).markdownRenderer,
  openmetrics: async (): Promise<Renderer> => (await import('./openmetrics.ts')).openmetricsRenderer,
} as const satisfies Record<string, () => Promise<Renderer>>;

/** The same for `timeline`: they show the series of a report. */
export const TIMELINES = {
  table: async (): Promise<Renderer> => (await import('./table/timeline.ts')).timelineRenderer,
  csv: async (): Promise<Renderer> => (await import('./series-texts.ts')).seriesCsv,
  ndjson: async (): Promise<Renderer> => (await import('./series-texts.ts')).seriesNdjson,
  json: async (): Promise<Renderer> => (await import('./series-texts.ts')).seriesJson,
} as const satisfies Record<string, () => Promise<Renderer>>;
