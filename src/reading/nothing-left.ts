import type { Report } from '../model/report.ts';
import { NO_SLICES, type SliceRequest } from '../model/slices.ts';
import type { LeftOut } from './accounts.ts';
import type { OpenInputs } from './open-inputs.ts';
import type { TimePoint } from './window.ts';

/** Streams that a message lists before it counts the rest. */
const LISTED = 5;

/** What was asked for; null: everything. */
interface Asked {
  /** Stream id or name. */
  readonly stream: string | null;
  readonly from: TimePoint | null;
  readonly to: TimePoint | null;
}

/** Whether a report has no figure of anything that happened; what `--where` leaves out did happen. */
export function isEmptyReport(
  { streams, viewers, cdn, transport, performance }: Report,
  { where }: SliceRequest = NO_SLICES,
): boolean {
  if (where.length > 0 && (viewers ?? performance ?? cdn) !== null) return false;
  const hasPackets = streams.some((stream) => stream.packets > 0);
  const hasPerformance =
    performance !== null &&
    (performance.errors > 0 || performance.latency_ms !== null || performance.buffer_ms !== null);
  const hasViewers = viewers !== null && viewers.sessions + viewers.orphan_leaves + viewers.after_leave > 0;
  return !(hasPackets || hasViewers || hasPerformance || cdn !== null || transport !== null);
}

/**
 * Why a stream or window that was asked for leaves nothing of an input that has something, and what to type.
 *
 * @param leftOut - what was left out of the result
 * @param isWindowEmpty - nothing of the wanted stream lies in the window
 * @returns null when nothing of the kind was asked for, or when it is not the reason
 */
export function nothingLeft(
  asked: Asked,
  leftOut: LeftOut,
  isWindowEmpty: boolean,
  inputs: OpenInputs,
): string | null {
  const { stream, from, to } = asked;
  if (stream !== null && !isKnown(stream, leftOut, inputs)) return noSuchStream(stream, leftOut, inputs);
  const typed = [from, to].flatMap((point) => point?.typed ?? []).join(' ');
  if (typed === '' || !isWindowEmpty) return null;
  const [first, last] = extentOf(leftOut, inputs);
  if (first > last) return null;
  const [begin, end] = [shownTime(first, inputs.clock), shownTime(last, inputs.clock)];
  return `${typed}: leaves nothing of the log, which runs from ${begin} to ${end}; type a time inside it, e.g. +10s`;
}

/** The span of everything on the clock of the report, used or not, ms; first > last when there is nothing. */
function extentOf(leftOut: LeftOut, { sources, clock }: OpenInputs): [firstMs: number, lastMs: number] {
  const ledgers = sources.map(({ source }) => source.ledger).filter((ledger) => ledger.clock === clock);
  return [
    Math.min(leftOut.fromMs, ...ledgers.map((ledger) => ledger.fromMs)),
    Math.max(leftOut.toMs, ...ledgers.map((ledger) => ledger.toMs)),
  ];
}

function isKnown(asked: string, { streams }: LeftOut, { dictionary, streamNames }: OpenInputs): boolean {
  const ids = [...streams].map((stream) => dictionary.text(stream));
  return ids.some((id) => id === asked || streamNames.get(id) === asked);
}

function noSuchStream(asked: string, { streams }: LeftOut, { dictionary, streamNames }: OpenInputs): string {
  const ids = [...streams].map((stream) => dictionary.text(stream));
  const names = ids.map((id) => streamNames.get(id) ?? id).toSorted((a, b) => (a < b ? -1 : 1));
  if (names.length === 0) return `--stream ${asked}: no record names a stream; leave --stream out`;
  const rest = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  const there = names.length === 1 ? 'there is' : 'there are';
  return `--stream ${asked}: no record is of this stream; ${there} ${names.slice(0, LISTED).join(', ')}${rest}`;
}

/** An instant as it can be typed again; media time in seconds. */
function shownTime(ms: number, clock: 'utc' | 'media'): string {
  return clock === 'media' ? `${(ms / 1000).toFixed(3).replace('-', '−')} s` : new Date(ms).toISOString();
}
