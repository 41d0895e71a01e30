import { merge } from '../../src/merge.ts';
import type { Report } from '../../src/model/report.ts';
import { run } from '../../src/pipeline.ts';
import { jsonRenderer } from '../../src/renderers/json.ts';
import { DEFAULT_OPTIONS, type PartialSink, type RunOptions } from '../../src/run-options.ts';
import { renderOptions } from '../renderers/render-options.ts';

/** The bytes of a report, its series included. */
export function bytesOf(report: Report): string {
  return jsonRenderer.render(report, renderOptions({ series: true }));
}

/** Keeps what is saved. */
class Kept implements PartialSink {
  text = '';

  add(more: string): void {
    this.text += more;
  }
}

/** The saved state of a run over these inputs. */
export async function partialOf(
  inputs: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<string> {
  const partial = new Kept();
  await run(inputs, { ...DEFAULT_OPTIONS, ...options, partial });
  return partial.text;
}

export async function reportOf(
  inputs: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<string> {
  return bytesOf((await run(inputs, { ...DEFAULT_OPTIONS, ...options })).report);
}

export async function mergedOf(parts: readonly string[], bucketMs: number | null = null): Promise<string> {
  return bytesOf((await merge(parts, { bucketMs, partial: null, signal: null })).report);
}

/** The saved state of parts together. */
export async function partialOfParts(parts: readonly string[]): Promise<string> {
  const partial = new Kept();
  await merge(parts, { bucketMs: null, partial, signal: null });
  return partial.text;
}
