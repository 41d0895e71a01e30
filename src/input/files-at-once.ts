import { readFileSync } from 'node:fs';

const MOST = 64;
/** What else the process has open: the platform's own (about 25), its other threads, results. */
const SPARED = 40;
/** Where Linux says what a process may have. */
const LIMITS = '/proc/self/limits';

/**
 * How many inputs may be open at once: 64, or fewer where the process may have few files open.
 *
 * @param limits - text of `/proc/self/limits`; null: there is none on this system
 */
export function filesAtOnce(limits: string | null = read()): number {
  const allowed = /^Max open files +(\d+)/m.exec(limits ?? '')?.[1];
  return allowed === undefined ? MOST : Math.min(MOST, Math.max(1, Number(allowed) - SPARED));
}

function read(): string | null {
  try {
    return readFileSync(LIMITS, 'utf8');
  } catch {
    return null;
  }
}
