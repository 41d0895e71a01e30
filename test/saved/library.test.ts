import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyze, InputError, merge, type Report, UsageError } from '../../src/index.ts';

const EVENT = 'fixtures/event';

/** The report of these inputs, and the file that its state was saved in. */
async function saved(inputs: readonly string[], path: string): Promise<Report> {
  let text = '';
  const partial = {
    add: (more: string) => {
      text += more;
    },
  };
  const report = await analyze(inputs, { partial });
  await writeFile(path, text);
  return report;
}

it('a library user saves states and adds them up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saved-'));
  try {
    const [viewers, requests] = [join(folder, 'viewers.part'), join(folder, 'cdn.part')];
    await saved([`${EVENT}/viewers.ndjson`], viewers);
    await saved([`${EVENT}/cdn.csv`], requests);
    const whole = await analyze([`${EVENT}/viewers.ndjson`, `${EVENT}/cdn.csv`]);
    expect(await merge([viewers, requests])).toEqual(whole);
    const wide = await analyze([`${EVENT}/viewers.ndjson`, `${EVENT}/cdn.csv`], { bucketMs: 60_000 });
    expect(await merge([requests, viewers], { bucketMs: 60_000 })).toEqual({
      ...wide,
      input: { ...wide.input, files: wide.input.files.toReversed() },
    });
    await expect(merge([`${EVENT}/viewers.ndjson`])).rejects.toThrow(InputError);
    await expect(merge([viewers, viewers])).rejects.toThrow(UsageError);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
