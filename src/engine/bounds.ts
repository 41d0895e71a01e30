/** The window as it is known before replay: facts outside it are left out, spans are clipped to it. */
export interface Bounds {
  /** -Infinity without `--from`. */
  readonly fromMs: number;
  /** Infinity without `--to`. Rows at or after it are never folded. */
  readonly toMs: number;
}
