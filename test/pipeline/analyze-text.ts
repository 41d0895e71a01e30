import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/model/report.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';

/** The report of one input with this base name and content, read from a file like any other. */
export async function analyzeText(
  name: string,
  content: string | Uint8Array,
  options: Partial<RunOptions> = {},
): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'analyze-text-'));
  try {
    const path = join(folder, name);
    await writeFile(path, content);
    const { report } = await run([path], { ...DEFAULT_OPTIONS, ...options });
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
