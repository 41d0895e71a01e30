import type { Renderer } from './renderer.ts';

/** The word of `--format` → its renderer, loaded when it is asked for (start-up time). */
export const RENDERERS = {
  table: async (): Promise<Renderer> => (await import('./table/report.ts')).tableRenderer,
  json: async (): Promise<Renderer> => (await import('./json.ts')).jsonRenderer,
} as const satisfies Record<string, () => Promise<Renderer>>;
