import type { Report } from '../../src/model/report.ts';
import { mapPathsOf } from '../../src/renderers/printed-report.ts';

/** One change to a report as JSON that makes it none. */
export interface Mutation {
  readonly what: string;
  readonly apply: () => void;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Keys of objects of ours that may be missing. */
const OPTIONAL = new Set(['breakdowns', 'series', 'metric', 'bound']);

/**
 * Every place of a report where a key can be removed or added, or a value be of a wrong type. Which objects hold words of
 * the input, and which keys may be missing, is known here without the schema.
 */
export function mutationsOf(report: Report): Mutation[] {
  const mapPaths = new Set([...mapPathsOf(report), 'breakdowns']);
  const found: Mutation[] = [];
  visit(report as unknown as Json, '', mapPaths, found);
  return found;
}

function visit(value: Json, path: string, mapPaths: ReadonlySet<string>, found: Mutation[]): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, Json>;
  const isOurs = !Array.isArray(value) && !mapPaths.has(path);
  const add = (what: string, apply: () => void): void => {
    found.push({ what, apply });
  };
  if (isOurs) {
    add(`${path}: a key more`, () => {
      holder['surplus'] = 1;
    });
  }
  for (const [key, member] of Object.entries(holder)) {
    const memberPath = Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`;
    add(`${memberPath}: a wrong type`, () => {
      holder[key] = ofWrongType(member);
    });
    if (isOurs && !OPTIONAL.has(key)) {
      add(`${memberPath}: left out`, () => {
        delete holder[key];
      });
    }
    visit(member, memberPath, mapPaths, found);
  }
}

/** A value that can stand nowhere where this one can. */
function ofWrongType(value: Json): Json {
  // Null stands for numbers, texts, objects and arrays of objects or texts alike.
  if (value === null) return [[]];
  return typeof value === 'number' || typeof value === 'boolean' ? 'wrong' : 7;
}
