import type { FileAccount } from '../model/partial.ts';
import type { InputFileReport, InputReport, Note } from '../model/report.ts';
import type { Ledger } from './ledger.ts';

/** A share of usable records below this makes the first rejected record worth showing. */
const USABLE_SHARE = 0.5;

/** The account of one input. Times are on its own clock. */
export function accountOf(ledger: Ledger): FileAccount {
  return {
    file: fileReport(ledger),
    used: ledger.used,
    duplicate: ledger.duplicate,
    filtered: ledger.filtered,
    context: ledger.context,
    skipped: counts([[...ledger.skipped]]),
    bad: counts([[...ledger.bad]]),
    truncated_tail_bytes: ledger.tailBytes,
    assumed_utc: ledger.assumedUtc,
    notes: ledgerNotes(ledger),
  };
}

/** The account of all inputs, as the report prints it; `notes` are those of no single one, and come first. */
export function inputReport(accounts: readonly FileAccount[], notes: readonly Note[]): InputReport {
  const sum = (read: (account: FileAccount) => number) =>
    accounts.reduce((total, account) => total + read(account), 0);
  const records = sum(({ file }) => file.records);
  const bad = sum(({ file }) => file.bad);
  const late = sum(({ file }) => file.late);
  return {
    files: accounts.map(({ file }) => file),
    records,
    events: sum(({ file }) => file.events),
    used: sum(({ used }) => used),
    duplicate: sum(({ duplicate }) => duplicate),
    late,
    filtered: sum(({ filtered }) => filtered),
    context: sum(({ context }) => context),
    skipped: counts(accounts.map(({ skipped }) => Object.entries(skipped))),
    bad: counts(accounts.map((account) => Object.entries(account.bad))),
    bad_ratio: records === 0 ? null : (bad + late) / records,
    truncated_tail_bytes: sum((account) => account.truncated_tail_bytes),
    assumed_utc: sum((account) => account.assumed_utc),
    notes: [...notes, ...accounts.flatMap((account) => account.notes)],
    evidence: [],
  };
}

export function fileReport(ledger: Ledger): InputFileReport {
  const timed = ledger.fromMs <= ledger.toMs;
  const text = (ms: number) =>
    ledger.clock === 'media' ? (ms / 1000).toFixed(6) : new Date(ms).toISOString();
  return {
    name: ledger.name,
    format: ledger.format,
    compression: ledger.compression,
    bytes: ledger.bytes,
    records: ledger.records,
    events: ledger.events,
    from: timed ? text(ledger.fromMs) : null,
    to: timed ? text(ledger.toMs) : null,
    clock: ledger.clock,
    time_unit: ledger.timeUnit,
    bad: ledger.badCount,
    late: ledger.late,
    out_of_order: ledger.outOfOrder,
  };
}

/** Notes of one input, each naming it: what its reader said, and where its bad records are. */
function ledgerNotes(ledger: Ledger): Note[] {
  // What replay says comes last: how far the reader is ahead of it must not show.
  const said = [...ledger.notes.values()].sort(
    (a, b) => Number(a.code === 'time_outlier') - Number(b.code === 'time_outlier'),
  );
  const notes: Note[] = said.map(({ code, text }) => ({
    code,
    text: named(ledger, text),
  }));
  if (ledger.damage !== null)
    notes.push({ code: `input_${ledger.damage.kind}`, text: named(ledger, ledger.damage.detail) });
  if (ledger.truncated) {
    notes.push({
      code: 'container_cut',
      text: named(ledger, 'ends inside its container; what was whole is used'),
    });
  }
  if (ledger.tailBytes > 0) {
    const text = `the last record is cut off after ${ledger.tailBytes} bytes and left out`;
    notes.push({ code: 'tail_cut', text: named(ledger, text) });
  }
  // By their first place: which reason was met first depends on how far the reader was ahead of the replay.
  const byPlace = [...ledger.places].sort(
    ([a, [first]], [b, [second]]) => (first?.byte ?? 0) - (second?.byte ?? 0) || (a < b ? -1 : 1),
  );
  for (const [reason, places] of byPlace) {
    const count = reason === 'late' ? ledger.late : (ledger.bad.get(reason) ?? 0);
    const lines = places
      .map(({ line, column }) => `line ${line}${column === null ? '' : `:${column}`}`)
      .join(', ');
    const more = count > places.length ? ', …' : '';
    const text = `${count} × ${reason} at ${lines}${more}; the first: ${places[0]?.detail ?? ''}`;
    notes.push({ code: reason === 'late' ? 'late' : `bad_${reason}`, text: named(ledger, text) });
  }
  return notes;
}

function named(ledger: Ledger, text: string): string {
  return `${ledger.name}: ${text}`;
}

/** Whether so few records of an input could be used that its user needs a hint. */
export function needsHint(ledger: Ledger): boolean {
  const usable = ledger.records - ledger.badCount - (ledger.skipped.get('unknown_type') ?? 0);
  return ledger.records > 0 && usable / ledger.records < USABLE_SHARE;
}

function counts(maps: readonly (readonly (readonly [string, number])[])[]): Record<string, number> {
  const total = new Map<string, number>();
  for (const map of maps) for (const [key, n] of map) total.set(key, (total.get(key) ?? 0) + n);
  const record: Record<string, number> = Object.create(null);
  for (const key of [...total.keys()].sort((a, b) => (a < b ? -1 : 1)))
    record[key] = total.get(key) as number;
  return record;
}
