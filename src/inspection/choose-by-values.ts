import type { FieldName } from '../formats/canonical-names.ts';
import type { Choice } from './choice.ts';
import type { FieldFacts, LogFacts } from './log-facts.ts';
import { shareOf } from './log-facts.ts';
import {
  goesOn,
  isCacheWord,
  isCommonStatus,
  isEventWord,
  isInstant,
  isUserAgent,
  shareThat,
} from './value-tests.ts';

/** Values that can hardly be anything but those of one field. */
interface Telling {
  /** Share of the records that must have the field. */
  readonly inRecords: number;
  /** Share of the values that must pass. */
  readonly passing: number;
  readonly test: (value: unknown) => boolean;
  /** More about all values together. */
  readonly and?: (field: FieldFacts) => boolean;
  readonly why: string;
}

const TELLING: ReadonlyMap<FieldName, Telling> = new Map<FieldName, Telling>([
  [
    'ts',
    { inRecords: 0.9, passing: 0.9, test: isInstant, and: goesOn, why: 'its values are times that go on' },
  ],
  [
    'type',
    { inRecords: 0.9, passing: 0.5, test: isEventWord, and: isVaried, why: 'its values are names of events' },
  ],
  ['status', { inRecords: 0.5, passing: 0.98, test: isCommonStatus, why: 'its values are HTTP statuses' }],
  [
    'cache_status',
    { inRecords: 0.5, passing: 0.9, test: isCacheWord, and: isVaried, why: 'its values are words of caches' },
  ],
  ['user_agent', { inRecords: 0.5, passing: 0.5, test: isUserAgent, why: 'its values are user agents' }],
]);

/** The one field whose values are those of one of ours; null where none is, or several are. */
export function choiceByValues(
  field: FieldName,
  free: readonly FieldFacts[],
  log: LogFacts,
  doubts: Map<string, string>,
): Choice | null {
  const telling = TELLING.get(field);
  if (telling === undefined) return null;
  const { inRecords, passing, test, and = () => true, why } = telling;
  const found = free.filter(
    (source) => shareOf(source, log) >= inRecords && shareThat(source, test) >= passing && and(source),
  );
  const [one, other] = found;
  if (one === undefined) return null;
  if (other === undefined) return { field, source: one, unit: null, why };
  for (const source of found) doubts.set(source.name, `${field}? ${found.length} fields are as likely`);
  return null;
}

function isVaried({ byRecord }: FieldFacts): boolean {
  return new Set(byRecord.values()).size > 1;
}
