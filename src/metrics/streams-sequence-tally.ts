import type { SequenceRun, SequenceSample } from '../model/track-facts.ts';

/** Sums over the runs of one track's packet numbers. */
export class SequenceTally {
  runs = 0;
  expected = 0;
  received = 0;
  distinct = 0;
  duplicates = 0;
  reordered = 0;
  strays = 0;
  forgotten = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  sequence16: boolean = false;
  /** Of the last run added; read only while there is one run. */
  sample: SequenceSample = { bits: 0, numbers: [] };

  add(run: SequenceRun): void {
    this.runs++;
    this.expected += run.max - run.min + 1;
    this.received += run.received;
    this.distinct += run.distinct;
    this.duplicates += run.duplicates;
    this.reordered += run.reordered;
    this.strays += run.strays;
    this.forgotten += run.forgotten;
    this.min = Math.min(this.min, run.min);
    this.max = Math.max(this.max, run.max);
    this.sequence16 ||= run.sequence16;
    this.sample = run.sample;
  }

  merge(other: SequenceTally): void {
    if (other.runs > 0) this.sample = other.sample;
    this.runs += other.runs;
    this.expected += other.expected;
    this.received += other.received;
    this.distinct += other.distinct;
    this.duplicates += other.duplicates;
    this.reordered += other.reordered;
    this.strays += other.strays;
    this.forgotten += other.forgotten;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.sequence16 ||= other.sequence16;
  }
}

/** Whether two samples hold a common number: then the numberings of their tracks are not one. */
export function overlap(a: SequenceSample, b: SequenceSample): boolean {
  // A number chosen at the coarser of the two rates is in both samples if both tracks carry it.
  const numbers = new Set(a.numbers);
  return b.numbers.some((number) => numbers.has(number));
}
