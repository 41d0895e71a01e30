import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../src/exports/event-cells.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { MediaType } from '../../src/model/event-kind.ts';
import { converted, withFiles } from '../pipeline/converted.ts';
import { mixedLog } from '../pipeline/mixed-log.ts';
import { type ExportedRow, exportOf } from './export-rows.ts';

type Row = Readonly<Record<string, unknown>>;

/** Reads a file with another program's reader. */
async function readBack(
  bytes: Uint8Array,
  columns: readonly string[] = COLUMNS,
): Promise<{ metadata: FileMetaData; rows: readonly Row[] }> {
  const file = new Uint8Array(bytes).buffer;
  return { metadata: parquetMetadata(file), rows: await parquetReadObjects({ file, columns: [...columns] }) };
}

/** What of a row is there. */
function present(row: Row | undefined): Row {
  return Object.fromEntries(
    Object.entries(row ?? {}).filter(([, value]) => value !== null && value !== undefined),
  );
}

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const PACKET: ExportedRow = {
  kind: 'packet',
  at: AT,
  code: MediaType.video,
  flags: Flag.keyframeKnown,
  stream: 'é "s"',
  dims: { edge: 'fra1', 'tags.a': '"' },
  strings: ['0'],
  numbers: [40_001, -80_000, undefined, 2 ** 52, undefined, AT * 1000 + 501],
};

describe('Parquet', () => {
  it('has a typed column for each field, null where an event has none', async () => {
    const { metadata, rows } = await readBack((await exportOf('parquet', [PACKET])).end());
    expect(metadata.schema.slice(1).map(({ name }) => name)).toEqual(COLUMNS);
    expect(Object.keys(rows[0] ?? {})).toEqual(COLUMNS);
    expect(present(rows[0])).toEqual({
      type: 'packet',
      ts: new Date(AT + 1),
      stream_id: 'é "s"',
      edge: 'fra1',
      tags: '{"a":"\\""}',
      media_type: 'video',
      size: 2n ** 52n,
      pts: 40.001,
      dts: -80,
      keyframe: false,
      track: '0',
    });
  });

  it('says its times in UTC, and on a media clock in ms since the start', async () => {
    const wall = await readBack((await exportOf('parquet', [])).end());
    expect(wall.metadata.num_rows).toBe(0n);
    expect(wall.metadata.schema.find(({ name }) => name === 'ts')?.logical_type).toEqual({
      type: 'TIMESTAMP',
      isAdjustedToUTC: true,
      unit: 'MILLIS',
    });
    const latency: ExportedRow = { kind: 'latency', at: 1500, flags: Flag.mediaClock, numbers: [7] };
    const media = await readBack((await exportOf('parquet', [latency], 'media')).end());
    expect(present(media.rows[0])).toEqual({ type: 'latency', ts: 1500n, latency_ms: 7n });
  });

  it('is written in groups, whose bytes leave as they are made', async () => {
    const rows = Array.from({ length: 120_000 }, (_, at): ExportedRow => {
      return { kind: 'latency', at: AT + at, viewer: `viewer ${at}`, numbers: [at] };
    });
    const out = await exportOf('parquet', rows);
    const first = out.take() ?? new Uint8Array();
    expect(first.length).toBeGreaterThan(200_000);
    expect(out.take()).toBeNull();
    const { metadata, rows: read } = await readBack(Buffer.concat([first, out.end()]), [
      'viewer_id',
      'latency_ms',
    ]);
    expect(metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([100_000n, 20_000n]);
    expect(read.map((row) => Number(row['latency_ms']))).toEqual(rows.map((_, at) => at));
    expect(read.every((row, at) => row['viewer_id'] === `viewer ${at}`)).toBe(true);
  });

  it('holds the events that NDJSON does', async () => {
    await withFiles({ 'log.ndjson': mixedLog(5) }, async (paths) => {
      const { bytes, result } = await converted(paths, 'parquet');
      const lines = (await converted(paths, 'ndjson')).bytes.toString().trimEnd().split('\n');
      const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(result.events).toBe(events.length);
      const { rows } = await readBack(bytes);
      const plain = rows.map((row) =>
        Object.entries(present(row)).map(([name, value]) => {
          if (value instanceof Date) return [name, value.toISOString()];
          return [name, typeof value === 'bigint' ? Number(value) : value];
        }),
      );
      expect(plain).toEqual(events.map((event) => Object.entries(event)));
    });
  });
});
