import type { LossReport } from '../model/report.ts';
import { ratio } from '../stats/exact-sum.ts';
import type { StreamNotes } from './streams-notes.ts';
import { overlap, SequenceTally } from './streams-sequence-tally.ts';

/**
 * Loss of one stream over the packet numbers of its tracks (product section 6; RFC 3550 appendix A.3 for
 * `rfc3550_lost`, which counts repeated packets as received and may be negative). Tracks usually number their
 * packets apart and are added up. Where one numbering runs through all of them, each alone would show the packets
 * of the others as lost, so they are counted as one.
 *
 * @param tallies - of the tracks, in the order of the report
 * @returns null when no packet carried a number
 */
export function lossReport(tallies: readonly SequenceTally[], notes: StreamNotes): LossReport | null {
  const numbered = tallies.filter((tally) => tally.runs > 0);
  if (numbered.length === 0) return null;
  const total = new SequenceTally();
  for (const tally of numbered) total.merge(tally);
  const together = total.max - total.min + 1;
  const isShared =
    numbered.length > 1 &&
    total.distinct <= together &&
    together < total.expected &&
    !total.sequence16 &&
    total.runs === numbered.length &&
    !anyOverlap(numbered);
  const expected = isShared ? together : total.expected;
  noteDoubts(total, isShared, notes);
  return {
    expected,
    received: total.received,
    lost: expected - total.distinct,
    loss_ratio: ratio(expected - total.distinct, expected),
    rfc3550_lost: expected - total.received,
    duplicates: total.duplicates,
    reordered: total.reordered,
  };
}

function anyOverlap(tallies: readonly SequenceTally[]): boolean {
  return tallies.some((a, at) => tallies.slice(at + 1).some((b) => overlap(a.sample, b.sample)));
}

function noteDoubts(total: SequenceTally, isShared: boolean, notes: StreamNotes): void {
  if (isShared) {
    notes.add(
      'sequence_shared',
      'streams.loss',
      'one numbering runs through all tracks of a stream: counted as one',
    );
    notes.add(
      'sequence_shared',
      'streams.loss.reordered',
      'only reordering inside a track can be seen',
      'lower',
    );
  }
  if (total.strays > 0) {
    const text = `${total.strays} packets carry a number far from those around them: left out of loss`;
    notes.add('sequence_stray', 'streams.loss', text);
  }
  if (total.forgotten > 0) {
    const text = `${total.forgotten} packets came more than 65,536 numbers late: whether they repeat others is unknown`;
    notes.add('sequence_late', 'streams.loss.lost', text, 'upper');
  }
}
