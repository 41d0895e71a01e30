import type { OpenInputs } from './open-inputs.ts';

/** How far a long run has come. */
export interface Progress {
  /** Bytes read from disk, compressed ones where the input is. */
  readonly bytesRead: number;
  /** Sum of the sizes of all inputs; null when one has none (a pipe). */
  readonly bytesTotal: number | null;
}

/** To be called between two blocks: tells how far the run has come. False when it is to stop. */
export function watcher(
  inputs: OpenInputs,
  onProgress: ((progress: Progress) => void) | null,
  signal: AbortSignal | null,
): () => boolean {
  const sizes = inputs.sources.map(({ source }) => source.content.size);
  const bytesTotal = sizes.reduce<number | null>(
    (sum, size) => (sum === null || size === null ? null : sum + size),
    0,
  );
  return () => {
    if (onProgress !== null) {
      const bytesRead = inputs.sources.reduce((sum, { source }) => sum + source.content.bytesRead(), 0);
      onProgress({ bytesRead, bytesTotal });
    }
    return signal?.aborted !== true;
  };
}
