import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { analyzeText } from './analyze-text.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const bytesOf = (path: string): Buffer => readFileSync(new URL(path, FIXTURES));
const MEDIA = /\.(mp4|mov|mkv|webm|ts|mp3|wav|flac|ogg|aac)$/;

/** A file up to the first place behind its middle where this stands. */
function cutBehind(path: string, mark: string): Buffer {
  const bytes = bytesOf(path);
  return bytes.subarray(0, bytes.indexOf(mark, bytes.length >> 1) + mark.length);
}

const codesOf = ({ input }: Report): string[] => input.notes.map(({ code }) => code);
const array = (...events: string[]): string => `[\n${events.join(',\n')}\n]\n`;
const LATENCY = [
  '{"type":"latency","ts":1767300000000,"latency_ms":9}',
  '{"type":"latency","ts":1767300001000,"latency_ms":8}',
];

describe('a container that says more than there is', () => {
  it.each([
    ['all.mkv', (name: string) => bytesOf(`media/${name}`).subarray(0, 9000)],
    ['all.mp4', (name: string) => bytesOf(`media/${name}`).subarray(0, 9000)],
    ['fragmented.mp4', (name: string) => bytesOf(`media/${name}`).subarray(0, 9000)],
    ['all.ts', (name: string) => bytesOf(`media/${name}`).subarray(0, 188 * 60 + 100)],
    ['tone.wav', (name: string) => bytesOf(`media/${name}`).subarray(0, 9000)],
    ['mini.packets.json', (name: string) => cutBehind(`ffprobe/${name}`, '"pts_time"')],
    ['mini.packets.xml', (name: string) => cutBehind(`ffprobe/${name}`, '" dts="')],
    // Behind a whole packet: only the closing line of the document is missing.
    ['mini.both.xml', (name: string) => cutBehind(`ffprobe/${name}`, '/>\n')],
    ['mini.packets.default', (name: string) => cutBehind(`ffprobe/${name}`, 'dts_time=')],
    ['events.json', () => Buffer.from(array(...LATENCY).slice(0, -3))],
  ])('is an input that is damaged: %s', async (name, cut) => {
    const report = await analyzeText(name, cut(name));
    expect(report.complete).toBe(false);
    expect(report.input.used).toBeGreaterThan(0);
    expect(codesOf(report)).toContain('container_cut');
  });

  it.each([
    ...readdirSync(new URL('media/', FIXTURES))
      .filter((name) => MEDIA.test(name))
      .map((name) => [name, bytesOf(`media/${name}`)] as const),
    ...readdirSync(new URL('ffprobe/', FIXTURES))
      .filter((name) => name.startsWith('mini.') && !name.includes('entries'))
      .map((name) => [name, bytesOf(`ffprobe/${name}`)] as const),
    ['events.json', Buffer.from(array(...LATENCY))] as const,
  ])('is not %s, which is whole', async (name, bytes) => {
    const report = await analyzeText(name, bytes);
    expect(report.complete).toBe(true);
    expect(codesOf(report)).not.toContain('container_cut');
  });

  /** Lines promise nothing: where such a dump ends, it may have been meant to end. */
  it.each([
    ['mini.packets.compact', (name: string) => cutBehind(`ffprobe/${name}`, '\n')],
    ['mini.packets.csv', (name: string) => cutBehind(`ffprobe/${name}`, '\n')],
    ['mini.packets.default', (name: string) => cutBehind(`ffprobe/${name}`, '[/PACKET]\n')],
    ['events.ndjson', () => Buffer.from(`${LATENCY.join('\n').slice(0, -5)}`)],
  ])('is not the beginning of %s', async (name, cut) => {
    const report = await analyzeText(name, cut(name));
    expect(report.complete).toBe(true);
    expect(codesOf(report)).not.toContain('container_cut');
  });
});
