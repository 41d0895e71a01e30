import type { AssembleOptions } from '../engine/assemble.ts';
import type { ShardState } from '../engine/shard-state.ts';
import { writeState } from '../engine/state-rows.ts';
import {
  type FileAccount,
  FOLD_VERSION,
  PARTIAL_COLUMNS,
  PARTIAL_SCHEMA,
  type PartialHeader,
} from '../model/partial.ts';
import type { Note } from '../model/report.ts';

/** What a saved state says besides what the report is assembled with. */
export interface SavedLog {
  readonly accounts: readonly FileAccount[];
  readonly notes: readonly Note[];
  readonly damaged: boolean;
  readonly stream: string | null;
  readonly timezone: string;
  /** Earliest and latest time of the log, ms; infinite when there was none. */
  readonly extent: { readonly fromMs: number; readonly toMs: number };
  readonly beganBefore: boolean;
  readonly goesOn: boolean;
}

function headerOf(assembling: AssembleOptions, log: SavedLog): PartialHeader {
  const { bounds, clock, observed, streamNames } = assembling;
  return {
    schema: PARTIAL_SCHEMA,
    fold: FOLD_VERSION,
    columns: PARTIAL_COLUMNS,
    options: {
      clock,
      from_ms: finiteOrNull(bounds.fromMs),
      to_ms: finiteOrNull(bounds.toMs),
      stream: log.stream,
      timezone: log.timezone,
      session_timeout_ms: assembling.sessionTimeoutMs,
      lateness_ms: assembling.latenessMs,
    },
    first_ms: finiteOrNull(log.extent.fromMs),
    last_ms: finiteOrNull(log.extent.toMs),
    began_before: log.beganBefore,
    goes_on: log.goesOn,
    complete: assembling.complete,
    damaged: log.damaged,
    observed: [...observed].sort((a, b) => (a < b ? -1 : 1)),
    stream_names: [...streamNames].sort(([a], [b]) => (a < b ? -1 : 1)),
    input: { notes: log.notes, files: log.accounts },
  };
}

function finiteOrNull(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

/** Characters that are handed on at once. */
const CHUNK = 1 << 20;

/**
 * A saved state as NDJSON: the header, one row a line, and how many rows there were, so that a file that is cut off
 * is told from a whole one. Every row is a list of what the header's `columns` name; integers beyond ±(2^53 − 1)
 * are strings of their digits, which no reader rounds.
 *
 * @param state - with what is open left so
 * @param sink - is given the next piece of text; the same bytes for the same content
 */
export function savePartial(
  state: ShardState,
  assembling: AssembleOptions,
  log: SavedLog,
  sink: { add(text: string): void },
): void {
  let text = `${JSON.stringify(headerOf(assembling, log))}\n`;
  let rows = 0;
  writeState(state, (metric, dimensions, bucket, kind, key, op, value) => {
    const written = typeof value === 'bigint' ? String(value) : value;
    text += `${JSON.stringify([metric, dimensions, bucket, kind, key, op, written])}\n`;
    rows++;
    if (text.length < CHUNK) return;
    sink.add(text);
    text = '';
  });
  sink.add(`${text}${JSON.stringify({ rows })}\n`);
}
