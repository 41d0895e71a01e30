import type { Command } from 'commander';
import type { Reject } from '../reading/ledger.ts';
import type { RejectSink } from '../run-options.ts';
import { PlacedFile } from './placed-file.ts';

/** What is written before a system call is made. */
const BUFFERED = 65_536;

/** Adds the option that names the file. */
export function addRejectsOption(command: Command): Command {
  return command.option(
    '--rejects <FILE>',
    'write records that cannot be used to FILE, with the reason (NDJSON, mode 0600)',
  );
}

/**
 * Records that could not be used, one JSON object a line, for their owner's eyes only (mode 0600). Written beside
 * its place while the run goes on, renamed into it at the end.
 */
export class RejectsFile implements RejectSink {
  private readonly file: PlacedFile;
  private buffered = '';

  private constructor(file: PlacedFile) {
    this.file = file;
  }

  /** @throws OutputError when the file cannot be written */
  static async create(path: string, signal: AbortSignal): Promise<RejectsFile> {
    return new RejectsFile(await PlacedFile.create(path, { mode: 0o600, isModeForced: true, signal }));
  }

  restart(): void {
    this.buffered = '';
    this.file.restart();
  }

  add(reject: Reject): void {
    const line = {
      file: reject.file,
      line: reject.line,
      byte: reject.byte,
      column: reject.column,
      reason: reject.reason,
      detail: reject.detail,
      raw_bytes: reject.rawBytes,
      raw_b64: reject.raw === null ? null : Buffer.from(reject.raw).toString('base64'),
    };
    this.buffered += `${JSON.stringify(line)}\n`;
    if (this.buffered.length >= BUFFERED) this.flush();
  }

  private flush(): void {
    this.file.write(this.buffered);
    this.buffered = '';
  }

  /** Puts the file in its place. */
  async commit(): Promise<void> {
    this.flush();
    await this.file.commit();
  }

  /** Leaves an old file as it is. */
  discard(): void {
    this.file.discard();
  }
}
