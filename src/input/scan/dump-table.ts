import type { DumpFate, DumpRule } from '../../model/scan-plan.ts';
import * as L from './dump-layout.ts';
import { SPACE_WORDS } from './layout.ts';

/** Writes a rule for elements as the scanner reads it. */
export function writeDumpRule(to: DataView<ArrayBufferLike>, rule: DumpRule): void {
  const set = (at: number, value: number) => to.setInt32(at, value, true);
  const setList = (at: number, fields: readonly number[]) => {
    for (let i = 0; i < L.DUMP_LIST_LENGTH; i++) set(at + 4 * i, fields[i] ?? -1);
  };
  set(L.DUMP_ROW_KIND, rule.kind);
  set(L.DUMP_TYPE_FIELD, rule.mediaType.field);
  set(L.DUMP_TYPE_SPACE, SPACE_WORDS + rule.mediaType.space);
  set(L.DUMP_TRACK_FIELD, rule.track);
  set(L.DUMP_SIZE_FIELD, rule.size);
  set(L.DUMP_FLAGS_FIELD, rule.flags.field);
  set(L.DUMP_FLAGS_SPACE, SPACE_WORDS + rule.flags.space);
  setList(L.DUMP_PTS_FIELDS, rule.pts);
  setList(L.DUMP_DTS_FIELDS, rule.dts);
  setList(L.DUMP_DURATION_FIELDS, rule.duration);
  set(L.DUMP_STREAM, rule.stream);
  for (const [at, id] of rule.defaultTracks.entries()) set(L.DUMP_TRACKS + 4 * at, id);
  set(L.DUMP_ROW_FLAGS, rule.rowFlags);
  to.setFloat64(L.DUMP_ANCHOR, rule.anchorMs, true);
}

const FATES = { left: L.DUMP_LEFT, skipped: L.DUMP_SKIPPED, row: L.DUMP_ROW } as const;
const FLAGS = { optional: L.FLAGS_OPTIONAL, required: L.FLAGS_REQUIRED, refused: L.FLAGS_REFUSED } as const;

/** Writes what becomes of the elements of a rule from now on. */
export function writeDumpFate(to: DataView<ArrayBufferLike>, { fate, flags }: DumpFate): void {
  to.setInt32(L.DUMP_FATE, FATES[fate], true);
  to.setInt32(L.DUMP_FLAGS, FLAGS[flags], true);
}
