import { OutputError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import { errorCode, systemMessage } from '../model/system-message.ts';

/**
 * Writes to standard output and waits until it is out. Never `process.exit` after it: that cuts a pipe at
 * 64 KiB.
 *
 * @returns false when the reader has gone away (EPIPE): no fault, nobody wants more
 * @throws OutputError when the system refuses (disk full behind a redirection)
 */
export async function writeOut(text: string | Uint8Array): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      if (errorCode(error) === 'EPIPE') resolve(false);
      else reject(new OutputError(`standard output: ${systemMessage(error)}`));
    };
    process.stdout.once('error', failed);
    process.stdout.write(text, (error) => {
      if (error) failed(error);
      else {
        process.stdout.removeListener('error', failed);
        resolve(true);
      }
    });
  });
}

/** A line for people on standard error; a closed standard error is nobody's fault. */
export function writeErr(text: string | Uint8Array): void {
  process.stderr.write(text);
}

/** One line about a fault on standard error, with the program's name. */
export function complain(text: string): void {
  // File names and option values may hold control bytes; they must not move anybody's cursor.
  writeErr(`stream-analytics: ${printable(text, true)}\n`);
}
