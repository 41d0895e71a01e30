import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, ftruncateSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OutputError } from '../model/errors.ts';
import { systemMessage } from '../model/system-message.ts';
import type { Reject } from '../reading/ledger.ts';
import type { RejectSink } from '../run-options.ts';

/** What is written before a system call is made. */
const BUFFERED = 65_536;

/**
 * Records that could not be used, one JSON object a line, for their owner's eyes only (mode 0600). Written beside
 * its place while the run goes on, renamed into it at the end.
 */
export class RejectsFile implements RejectSink {
  private readonly path: string;
  private readonly temporary: string;
  private readonly fd: number;
  private buffered = '';
  private position = 0;

  /** @throws OutputError when the file cannot be written */
  constructor(path: string) {
    this.path = path;
    this.temporary = join(dirname(path), `.stream-analytics-${randomBytes(6).toString('hex')}`);
    this.fd = this.attempt(() => openSync(this.temporary, 'wx', 0o600));
  }

  private attempt<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw new OutputError(`${this.path}: ${systemMessage(error)}`);
    }
  }

  restart(): void {
    this.buffered = '';
    this.position = 0;
    this.attempt(() => ftruncateSync(this.fd, 0));
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
    const bytes = Buffer.from(this.buffered);
    this.buffered = '';
    for (let done = 0; done < bytes.length; ) {
      const written = this.attempt(() => writeSync(this.fd, bytes, done, bytes.length - done, this.position));
      done += written;
      this.position += written;
    }
  }

  /** Puts the file in its place. */
  commit(): void {
    this.flush();
    this.attempt(() => {
      fchmodSync(this.fd, 0o600);
      closeSync(this.fd);
      renameSync(this.temporary, this.path);
    });
  }

  /** Leaves an old file as it is. */
  discard(): void {
    try {
      closeSync(this.fd);
      unlinkSync(this.temporary);
    } catch {
      // It is gone already.
    }
  }
}
