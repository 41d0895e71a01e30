import { CollectedFields, MEDIA_WORDS } from './ffprobe-elements.ts';

const FRACTION = /^\d+\/\d+$/;

/**
 * Fields of a stream row without names. Its columns differ from version to version, so only those are read that
 * their neighbours give away: index and codec first, sizes behind the codec tag, rates as three fractions in a row.
 * @returns null when the row has no index
 */
export function streamFields(cells: readonly string[], from: number): CollectedFields | null {
  const index = cells[from] ?? '';
  const typeAt = cells.findIndex((cell, i) => i > from && i <= from + 5 && MEDIA_WORDS.has(cell));
  if (!/^\d+$/.test(index)) return null;
  const fields = new CollectedFields();
  fields.add('index', index);
  if (typeAt < 0) return fields;
  const type = cells[typeAt] ?? '';
  fields.add('codec_type', type);
  const codec = cells[from + 1] ?? '';
  if (typeAt > from + 1 && /^[a-z]\w*$/.test(codec)) fields.add('codec_name', codec);

  const tagAt = cells.findIndex((cell, i) => i > typeAt && i <= typeAt + 4 && /^0x[0-9a-fA-F]+$/.test(cell));
  if (tagAt < 0) return fields;
  if (type === 'video') {
    fields.add('width', cells[tagAt + 1] ?? '');
    fields.add('height', cells[tagAt + 2] ?? '');
  } else if (type === 'audio') {
    fields.add('sample_rate', cells[tagAt + 2] ?? '');
    fields.add('channels', cells[tagAt + 3] ?? '');
  }
  // r_frame_rate, avg_frame_rate, time_base, start_pts, start_time, duration_ts, duration, bit_rate
  const ratesAt = cells.findIndex(
    (_, i) => i > tagAt && [0, 1, 2].every((n) => FRACTION.test(cells[i + n] ?? '')),
  );
  if (ratesAt < 0) return fields;
  fields.add('avg_frame_rate', cells[ratesAt + 1] ?? '');
  fields.add('bit_rate', cells[ratesAt + 7] ?? '');
  return fields;
}
