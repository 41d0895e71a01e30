/** One figure as the catalogue explains it: what `metrics ID` prints. */
export interface MetricEntry {
  /** Path of the figure in the Report without array indices, e.g. `viewers.rebuffer_ratio`. */
  readonly id: string;
  /** 'ms', 'bytes', 'bit/s', 'ratio', '1/s', 'count' … as the value stands in the JSON. */
  readonly unit: string;
  /** A few words for the list. */
  readonly title: string;
  /** What it means, in whole sentences. */
  readonly definition: string;
  /** How it is computed, in the terms of the catalogue. */
  readonly formula: string;
  /** When the figure is null; '' when it never is. */
  readonly nullWhen: string;
  /** Standard or paper that defines it, or `own definition`. */
  readonly source: string;
}
