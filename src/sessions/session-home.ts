import type { ViewerFacts } from '../model/viewer-facts.ts';
import type { SessionNumbers } from './session-numbers.ts';

/** Where sessions of one shard live. */
export interface SessionHome {
  readonly numbers: SessionNumbers;
  /** Where their facts go. */
  readonly facts: ViewerFacts;
}
