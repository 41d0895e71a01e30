import { fieldHint } from '../formats/canonical-hint.ts';
import type { Expansion } from '../input/expand.ts';
import type { FileAccount } from '../model/partial.ts';
import type { InputReport, Note } from '../model/report.ts';
import { accountOf, inputReport, needsHint } from './input-report.ts';
import type { OpenInputs } from './open-inputs.ts';

/** Formats of our own events: what their records must have is known by name. */
const CANONICAL: ReadonlySet<string> = new Set(['ndjson', 'csv']);

/** How reading went: what the caller must know to judge what came of it. */
export interface ReadingResult {
  /** The report's `input`. */
  readonly input: InputReport;
  /** What it is summed from: one account an input, and the notes of no single one. */
  readonly accounts: readonly FileAccount[];
  readonly notes: readonly Note[];
  /** Inputs that could not be used at all, and why. */
  readonly problems: readonly { readonly name: string; readonly message: string }[];
  /** Some input was damaged: cut archive, container that promises more than there is, changed while read. */
  readonly damaged: boolean;
  readonly interrupted: boolean;
  /** One line for an input of which few records could be used: the first rejected record and the fields found. */
  readonly hints: readonly string[];
}

/** How reading went, once every input was read as far as it is going to be. */
export function readingOf(inputs: OpenInputs, expansion: Expansion, interrupted: boolean): ReadingResult {
  const ledgers = inputs.sources.map(({ source }) => source.ledger);
  const problems = problemsOf(inputs, expansion);
  const skipped = inputs.refusals.filter((refusal) => refusal.skipped);
  const damaged = ledgers.some(({ damage, truncated }) => damage !== null || truncated);
  const notes: Note[] = [
    ...expansion.notes,
    ...skipped.map(({ name, message }) => ({ code: 'file_skipped', text: `${name}: ${message}` })),
    ...problems.map(({ name, message }) => ({ code: 'input_unusable', text: `${name}: ${message}` })),
  ];
  const accounts = ledgers.map(accountOf);
  const input = inputReport(accounts, notes);
  return { input, accounts, notes, problems, damaged, interrupted, hints: hintsFor(inputs) };
}

/** Inputs that could not be used at all, and why. */
export function problemsOf(inputs: OpenInputs, expansion: Expansion): ReadingResult['problems'] {
  return [...expansion.problems, ...inputs.refusals.filter(({ skipped }) => !skipped)];
}

/** What a user needs to know when few records of an input could be used. */
function hintsFor(inputs: OpenInputs): string[] {
  return inputs.sources.flatMap(({ source }) => {
    if (!needsHint(source.ledger)) return [];
    const [first] = [...source.ledger.places.values()].flat().sort((a, b) => a.line - b.line);
    const where =
      first === undefined ? '' : `${first.file}:${first.line}: ${first.reason}, ${first.detail}; `;
    const { name } = source.format;
    const isOurs = CANONICAL.has(name);
    const hint = isOurs
      ? fieldHint(source.content.fieldNames(source.context.fields), source.content.unknownTypes())
      : `read as ${name}; "stream-analytics formats ${name}" tells what it expects`;
    return [`${where}${hint}`];
  });
}
