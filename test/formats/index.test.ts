import { describe, expect, it } from 'vitest';
import { detect, formatNames, loadFormat } from '../../src/formats/index.ts';
import type { Sample } from '../../src/model/format.ts';

function sampleOf(text: string): Sample {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return { name: 'log', bytes: Buffer.from(text), text, lines: lines.slice(0, 20), whole: true };
}

describe('the table of formats', () => {
  it('starts with the canonical ones', () => {
    expect(formatNames().slice(0, 2)).toEqual(['ndjson', 'csv']);
  });

  it('has each name once, and loads a format of that name that says what it is', async () => {
    const names = formatNames();
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      const format = await loadFormat(name);
      expect(format?.name).toBe(name);
      expect(format?.title).toMatch(/\S/);
      expect(format?.detection).toMatch(/\S/);
      expect(format?.fields.length).toBeGreaterThan(0);
      expect(format?.cannotTell.length).toBeGreaterThan(0);
      expect(format?.observes.length).toBeGreaterThan(0);
    }
  });

  it('knows no other name', async () => {
    expect(await loadFormat('json')).toBeNull();
    expect(await loadFormat('constructor')).toBeNull();
  });
});

describe('detection', () => {
  const TS = '2024-03-01T12:00:00Z';

  it.each([
    {
      name: 'canonical lines',
      text: `{"type":"join","ts":"${TS}","viewer_id":"a"}\n{"type":"leave","ts":"${TS}","viewer_id":"a"}\n`,
      format: 'ndjson',
      framing: { kind: 'json', shape: 'lines' },
      reason: /with type \("join"\) and ts/,
    },
    {
      name: 'everyday names',
      text: `{"eventType":"viewerJoin","timestamp":1709294400,"viewerId":"a"}\n`,
      format: 'ndjson',
      framing: { kind: 'json', shape: 'lines' },
      reason: /with eventType \("viewerJoin"\) and timestamp/,
    },
    {
      name: 'packets without ts',
      text: '{"type":"packet","media_type":"video","size":10,"pts":0}\n{"type":"packet","media_type":"video","size":10,"pts":40}\n',
      format: 'ndjson',
      framing: { kind: 'json', shape: 'lines' },
      reason: /media_type/,
    },
    {
      name: 'an array',
      text: `[\n {"type": "join",\n "ts": "${TS}", "viewer_id": "]}"},\n {"type": "leave", "ts": 1}]`,
      format: 'ndjson',
      framing: { kind: 'json', shape: 'array' },
      reason: /"join"/,
    },
    {
      name: 'pretty-printed objects',
      text: `{\n "ts": "${TS}",\n "type": "latency"\n}\n{\n "ts": "${TS}"\n}\n`,
      format: 'ndjson',
      framing: { kind: 'json', shape: 'stream' },
      reason: /"latency"/,
    },
    {
      name: 'a header and rows',
      text: `ts;type;viewer_id\n${TS};join;a\n`,
      format: 'csv',
      framing: { kind: 'csv', delimiter: ';' },
      reason: /with type \("join"\) and ts/,
    },
    {
      name: 'a header alone',
      text: 'ts,type,viewer_id\n',
      format: 'csv',
      framing: { kind: 'csv', delimiter: ',' },
      reason: /with type and ts/,
    },
  ])('is sure of $name', async ({ text, format, framing, reason }) => {
    const found = await detect(sampleOf(text));
    expect(found?.format.name).toBe(format);
    expect(found?.recognition.framing).toEqual(framing);
    expect(found?.recognition.reason).toMatch(reason);
    expect(found?.recognition.score).toBeGreaterThan(0.9);
  });

  it.each([
    ['JSON of somebody else', '{"level":"info","msg":"started"}\n{"level":"warn"}\n', 'ndjson', 0.1],
    ['JSON with some of our names', '{"level":"info","time":1,"cdn":"x"}\n', 'ndjson', 0.3],
    ['JSON whose type is none of ours', `{"type":"pageview","ts":"${TS}"}\n`, 'ndjson', 0.3],
    ['a table of somebody else', 'name,colour\na,red\nb,blue\n', 'csv', 0.1],
    ['a table whose types are none of ours', `type,ts\npageview,${TS}\n`, 'csv', 0.3],
  ])('takes %s, with a low score', async (_, text, format, score) => {
    const found = await detect(sampleOf(text));
    expect(found?.format.name).toBe(format);
    expect(found?.recognition.score).toBeCloseTo(score);
  });

  it('leaves an ffprobe dump to its own format', async () => {
    const dump = {
      packets: [
        {
          codec_type: 'video',
          stream_index: 0,
          pts: 0,
          pts_time: '0.000000',
          dts: 0,
          duration: 512,
          size: '3499',
          flags: 'K__',
        },
        {
          codec_type: 'video',
          stream_index: 0,
          pts: 512,
          pts_time: '0.040000',
          dts: 512,
          duration: 512,
          size: '99',
          flags: '___',
        },
      ],
    };
    const found = await detect(sampleOf(JSON.stringify(dump, null, 4)));
    expect(found?.format.name).toBe('ffprobe-json');
    expect(found?.runnerUp).toMatchObject({ name: 'ndjson' });
    expect(found?.runnerUp?.score).toBeLessThan(found?.recognition.score ?? 0);
  });

  it('finds nothing in nothing', async () => {
    expect(await detect(sampleOf(''))).toBeNull();
  });
});
