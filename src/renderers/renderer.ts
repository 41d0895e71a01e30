import type { ChalkInstance } from 'chalk';
import type { Report } from '../model/report.ts';

/** What a rendering may depend on besides the value it shows: equal options and value give equal text. */
export interface RenderOptions {
  /** Cells of a line: of the terminal, 80 where there is none. Below 40 it is taken as 40. */
  readonly columns: number;
  /** Its `level` says how many colours there are: 0 none, 1 the 16 of old, 2 and 3 the 256. */
  readonly chalk: ChalkInstance;
  /** False: nothing but ASCII. */
  readonly unicode: boolean;
  /** Every figure instead of one screen. */
  readonly full: boolean;
  /** Keep `series` in JSON. */
  readonly series: boolean;
  /** IANA zone of times shown to people; JSON is always UTC. */
  readonly timezone: string;
  /** Title given by the user; null: the name of the stream or of the input. */
  readonly title: string | null;
}

/** A Report as text: pure, ends with a line feed. */
export interface Renderer {
  render(report: Report, options: RenderOptions): string;
}
