import type { InspectedField, InspectedFile, ProposedMap } from '../model/inspection.ts';
import type { InputRecord } from '../model/record.ts';
import { fileReport, needsHint } from '../reading/input-report.ts';
import type { OpenSource } from '../reading/source-reader.ts';
import { inspectFields } from './fields.ts';
import { factsOf } from './log-facts.ts';
import { type Proposal, proposeMap } from './propose-map.ts';
import { mapOf, tryMap } from './try-map.ts';
import { unknownMetrics } from './unknown-metrics.ts';

/**
 * What one input is, once all of it was read; with a field map for one that can hardly be used without.
 *
 * @param first - its first records
 */
export function inspectSource(source: OpenSource, first: readonly InputRecord[]): InspectedFile {
  const { ledger, reason, runnerUp, format, context } = source;
  const log = factsOf(first, context.fields);
  const seen = inspectFields(log, format, context.map);
  const proposal = needsMap(source) ? proposeMap(log) : null;
  const fields = proposal === null ? seen : seen.map((field) => proposedField(field, proposal));
  const unknown = fields.filter((field) => field.mapped_to === null).map(({ name }) => name);
  const proposed_map = proposal === null ? null : proposedMap(source, first, proposal, fields);
  return { ...fileReport(ledger), reason, runner_up: runnerUp, fields, unknown, proposed_map };
}

function proposedMap(
  source: OpenSource,
  first: readonly InputRecord[],
  proposal: Proposal,
  inspected: readonly InspectedField[],
): ProposedMap {
  const { fields, constants, values, words } = proposal;
  const { records, usable, kinds } = tryMap(source, first, mapOf(proposal));
  const mapped = new Set(inspected.flatMap(({ mapped_to }) => mapped_to?.split(', ') ?? []));
  return {
    fields,
    constants,
    values,
    unclear_words: words.filter(({ isOurs, meaning }) => !isOurs && meaning === null).map(({ word }) => word),
    records,
    usable,
    unknown_metrics: unknownMetrics(kinds, mapped),
  };
}

/** Whether so few records could be used, and nobody said how, that a map is worth a thought. */
export function needsMap({ ledger, format, context }: OpenSource): boolean {
  return (format.name === 'ndjson' || format.name === 'csv') && context.map === null && needsHint(ledger);
}

function proposedField(field: InspectedField, { fields, doubts }: Proposal): InspectedField {
  const found = fields.filter(({ from }) => from === field.name);
  if (found.length > 0) {
    const why = found.map((one) => one.why).join('; ');
    return { ...field, mapped_to: found.map(({ name }) => name).join(', '), why };
  }
  const doubt = doubts.get(field.name);
  return doubt === undefined ? field : { ...field, mapped_to: null, why: doubt };
}
