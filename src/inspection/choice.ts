import type { FieldName } from '../formats/canonical-names.ts';
import type { FieldFacts } from './log-facts.ts';

/** A field of ours that a field of the log stands for. */
export interface Choice {
  readonly field: FieldName;
  readonly source: FieldFacts;
  /** Null: the field's own. */
  readonly unit: string | null;
  readonly why: string;
}
