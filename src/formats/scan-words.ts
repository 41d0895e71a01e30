import { type ScanWords, Vocabulary } from '../model/scan-plan.ts';
import { canonicalWords } from './canonical-scan.ts';

/** The words of a vocabulary for another thread. `timezone`: of times without an offset. Null: there are none such. */
export function scanWords(vocabulary: number, timezone: string): ScanWords | null {
  return vocabulary === Vocabulary.canonical ? canonicalWords(timezone) : null;
}
