// The kinds of data of the bench. Each tells the same evening as the easy kind as far as sums go, in a form that
// costs a reader more. `settings` go to the generator, `change` rewrites its lines.

import { CSV_COLUMNS } from './csv-columns.mjs';
import { craftedId, plainId } from './hard-inputs.mjs';

/** What a writer may leave out without changing a sum that the bench compares. */
const OPTIONAL = new Set([
  'state',
  'location',
  'message',
  'buffer_ms',
  'throughput',
  'dropped_frames',
  'cache_status',
  'ttfb_ms',
  'edge',
  'url',
]);
/** Of the optional keys, so many are missing. */
const MISSING_SHARE = 0.3;
/** Records are late by less than this, so they are within the 10 s that the program absorbs. */
const DISORDER_MS = 9900;
const LONG_ID = 'urn:example:audience:2026-03-01:household-member:viewer-device-';

function* shuffled(lines, random) {
  for (const line of lines) {
    const entries = Object.entries(JSON.parse(line));
    for (let last = entries.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [entries[last], entries[other]] = [entries[other], entries[last]];
    }
    yield JSON.stringify(Object.fromEntries(entries));
  }
}

function* thinned(lines, random) {
  for (const line of lines) {
    const entries = Object.entries(JSON.parse(line));
    yield JSON.stringify(
      Object.fromEntries(entries.filter(([key]) => !OPTIONAL.has(key) || random() >= MISSING_SHARE)),
    );
  }
}

/** Slashes and letters beyond ASCII as many JSON writers spell them. */
function* escaped(lines) {
  for (const line of lines) yield line.replaceAll('viewer-', 'z\\u00e4hler-').replaceAll('/', '\\/');
}

function* longIds(lines) {
  for (const line of lines) yield line.replaceAll('viewer-', LONG_ID);
}

/** Delays each instant by its own time; the records of one instant stay together, as their order has a meaning. */
function* disordered(lines, random) {
  /** Instants not yet written, by the time at which they are. */
  const waiting = [];
  let instant;
  const hold = (group) => {
    let at = waiting.length;
    while (at > 0 && waiting[at - 1].dueMs > group.dueMs) at--;
    waiting.splice(at, 0, group);
  };
  for (const line of lines) {
    const ts = /"ts":"([^"]*)"/.exec(line)[1];
    if (ts !== instant?.ts) {
      if (instant !== undefined) hold(instant);
      const nowMs = Date.parse(ts);
      instant = { ts, dueMs: nowMs + random() * DISORDER_MS, lines: [] };
      while (waiting.length > 0 && waiting[0].dueMs <= nowMs) yield* waiting.shift().lines;
    }
    instant.lines.push(line);
  }
}

/** Rows under a header. No value of the log has a comma, a quote or a line end, so quotes are never needed. */
const csv = (cell) =>
  function* (lines) {
    yield [...CSV_COLUMNS.keys()].join(',');
    for (const line of lines) {
      const event = JSON.parse(line);
      yield [...CSV_COLUMNS.keys()].map((key) => (key in event ? cell(event[key]) : '')).join(',');
    }
  };

/** The log in another format. The header counts as a line. */
export const TABLES = new Map([
  ['plain', { what: 'CSV', change: csv(String) }],
  [
    'quoted',
    {
      what: 'CSV, all texts quoted',
      change: csv((value) => (typeof value === 'string' ? `"${value}"` : String(value))),
    },
  ],
]);

const withIds = (idOf) =>
  function* (lines) {
    for (const line of lines) yield line.replaceAll(/viewer-(\d+)/g, (_, number) => idOf(Number(number)));
  };

/** The log with other ids. */
export const IDS = new Map([
  ['plain-ids', { what: 'random ids', change: withIds(plainId) }],
  ['crafted-ids', { what: 'ids crafted to collide', change: withIds(craftedId) }],
]);

/** Name → what is different from the easy kind, and how it is made. */
export const KINDS = new Map([
  ['easy', { what: 'the easy kind' }],
  ['keys', { what: 'random key order', change: shuffled }],
  ['optional', { what: 'optional keys', change: thinned }],
  ['escapes', { what: 'escapes in values', change: escaped }],
  ['ids', { what: 'long viewer ids', change: longIds }],
  ['sessions', { what: 'several sessions a viewer', settings: { viewers: 2000 } }],
  ['streams', { what: '50 streams', settings: { streams: 50 } }],
  ['disordered', { what: 'disordered within 10 s', change: disordered }],
]);
