import type { RunInput, RunResult } from '../../src/pipeline.ts';
import type { Reject } from '../../src/reading/ledger.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';

type Run = (inputs: readonly RunInput[], options: RunOptions) => Promise<RunResult>;

/** Everything a run gives, its rejects included, in the order in which they came. `run`: of the sources or the build. */
export async function everything(
  run: Run,
  inputs: readonly RunInput[],
  options: Partial<RunOptions>,
): Promise<RunResult & { readonly rejects: Reject[] }> {
  let rejects: Reject[] = [];
  const sink = {
    restart: () => {
      rejects = [];
    },
    add: (reject: Reject) =>
      rejects.push({ ...reject, raw: reject.raw === null ? null : Buffer.from(reject.raw) }),
  };
  const result = await run(inputs, { ...DEFAULT_OPTIONS, rejects: sink, ...options });
  return { ...result, rejects };
}

/** `the same`, or where two texts begin to differ. */
export function difference(a: string, b: string): string {
  if (a === b) return 'the same';
  let at = 0;
  while (a[at] === b[at]) at++;
  return `… ${a.slice(at - 60, at + 140)} instead of … ${b.slice(at - 60, at + 140)}`;
}
