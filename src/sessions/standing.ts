import type { SessionEnd } from '../model/viewer-facts.ts';
import type { Session } from './session.ts';

/** Where a session that is open stands at an instant. */
export interface Standing {
  readonly session: Session;
  /** Its stream, as a dictionary id: what its events said, or a leave that waits; 0 when none did. */
  readonly stream: number;
  /** Where it ends; the instant itself when it is still open there. */
  readonly toMs: number;
  readonly end: SessionEnd;
}
