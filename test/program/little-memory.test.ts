import { expect, it } from 'vitest';
import { runLine } from './built-program.ts';

/** KiB of address space: enough for Node, too few for the 4 GiB that the scanner reserves (and hardly touches). */
const ADDRESS_SPACE_KIB = 5_000_000;

it.skipIf(process.platform !== 'linux')(
  'reads through the library lane where the scanner cannot have its address space',
  async () => {
    const report = 'stream-analytics report fixtures/event/viewers.ndjson --format json';
    const limited = await runLine(`ulimit -v ${ADDRESS_SPACE_KIB}; ${report}`, {
      STREAM_ANALYTICS_LANE: 'fast',
    });
    expect({ exit: limited.exit, stderr: limited.stderr.toString() }).toEqual({ exit: 0, stderr: '' });
    const library = await runLine(report, { STREAM_ANALYTICS_LANE: 'library' });
    expect(limited.stdout.equals(library.stdout)).toBe(true);
  },
  60_000,
);
