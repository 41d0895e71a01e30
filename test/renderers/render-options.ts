import { Chalk } from 'chalk';
import type { RenderOptions } from '../../src/renderers/renderer.ts';

/** 80 columns, Unicode, no colour, UTC; every test says what differs. */
export function renderOptions(other: Partial<RenderOptions> = {}): RenderOptions {
  return {
    columns: 80,
    chalk: new Chalk({ level: 0 }),
    unicode: true,
    full: false,
    series: false,
    timezone: 'UTC',
    title: null,
    ...other,
  };
}
