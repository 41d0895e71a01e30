/** Values of a distribution, in the unit of the field's name. Percentile N is the value at rank ⌈N/100·n⌉. */
export interface Distribution {
  readonly n: number;
  readonly min: number;
  readonly avg: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}
