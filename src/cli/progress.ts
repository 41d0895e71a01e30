import { type Command, Option } from 'commander';
import type { Progress } from '../run-options.ts';
import { writeErr } from './output.ts';

/** A run shorter than this shows no progress. */
const QUIET_MS = 1000;
const EVERY_MS = 200;

/** Adds the options that say whether progress is shown; where none is given it is on a terminal. */
export function addProgressOptions(command: Command): Command {
  return command
    .addOption(new Option('--progress', 'show progress on standard error even when it is no terminal'))
    .addOption(new Option('--no-progress', 'show no progress'));
}

/** One line on standard error that is drawn over itself, and wiped at the end. */
export class ProgressLine {
  private readonly beganMs = Date.now();
  private drawnMs = 0;
  private drawn = false;

  readonly show = ({ bytesRead, bytesTotal }: Progress): void => {
    const nowMs = Date.now();
    const elapsedMs = nowMs - this.beganMs;
    if (elapsedMs < QUIET_MS || nowMs - this.drawnMs < EVERY_MS) return;
    this.drawnMs = nowMs;
    this.drawn = true;
    const perSecond = bytesRead / (elapsedMs / 1000);
    const parts = [`${megabytes(bytesRead)} read`, `${megabytes(perSecond)}/s`];
    if (bytesTotal !== null && bytesTotal > 0) {
      const leftS = Math.ceil((bytesTotal - bytesRead) / Math.max(perSecond, 1));
      parts.unshift(`${Math.min(99, Math.floor((100 * bytesRead) / bytesTotal))} %`);
      parts.push(`${leftS} s left`);
    }
    writeErr(`\r\x1b[K${parts.join(', ')}`);
  };

  clear(): void {
    if (this.drawn) writeErr('\r\x1b[K');
  }
}

function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
