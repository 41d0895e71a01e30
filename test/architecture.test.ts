import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { violations } from './architecture/check.ts';

const SRC = new URL('../src/', import.meta.url);

function sources(): Map<string, string> {
  const paths = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  return new Map(
    paths
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [path, readFileSync(new URL(path, SRC), 'utf8')]),
  );
}

it('src/ keeps the rules of the house', () => {
  expect(violations(sources())).toEqual([]);
});

/** A house that keeps the rules, with every kind of import they allow. */
const HOUSE: ReadonlyMap<string, string> = new Map([
  ['model/event.ts', 'export interface Event { readonly atMs: number }'],
  [
    'input/framing.ts',
    "import { open } from 'node:fs/promises';\nexport const framing = [open, process.stdin];",
  ],
  ['input/gzip.ts', "import { framing } from './framing.ts';\nexport const gzip = framing;"],
  ['formats/index.ts', "export const csv = async () => (await import('./csv.ts')).csv;"],
  ['formats/csv.ts', "import { framing } from '../input/framing.ts';\nexport const csv = framing;"],
  ['reading/window.ts', "import { csv } from '../formats/index.ts';\nexport const window = csv;"],
  [
    'metrics/count.ts',
    "import type { Event } from '../model/event.ts';\nexport const count = (e: Event) => e.atMs;",
  ],
  [
    'renderers/table.ts',
    "import type { Chalk } from 'chalk';\nexport const table = (c: Chalk) => c; // process.env",
  ],
  [
    'run-options.ts',
    "import type { window } from './reading/window.ts';\nexport type Options = typeof window;",
  ],
  ['pipeline.ts', "import { window } from './reading/window.ts';\nexport const run = window;"],
  [
    'cli/main.ts',
    "import type { window } from '../reading/window.ts';\nimport { Chalk } from 'chalk';\nconsole.log(Date.now());\n" +
      "export const main = async () => [Chalk, (await import('../pipeline.ts')).run] as unknown as typeof window;",
  ],
]);

describe('the rules bite', () => {
  it('not on a house that keeps them', () => {
    expect(violations(HOUSE)).toEqual([]);
  });

  it('when there is nothing to check', () => {
    expect(violations(new Map())).toEqual(['no source files found']);
  });

  it.each<{ name: string; path: string; text: string; found: string[] }>([
    {
      name: 'an edge against the way of the data',
      path: 'model/back.ts',
      text: "import { csv } from '../formats/csv.ts';",
      found: ['model/back.ts: imports formats/csv.ts'],
    },
    {
      name: 'a forbidden edge of types alone',
      path: 'metrics/back.ts',
      text: "export type Back = import('../input/gzip.ts').Gzip;",
      found: ['metrics/back.ts: imports input/gzip.ts'],
    },
    {
      name: 'a forbidden edge by export',
      path: 'stats/back.ts',
      text: "export * from '../metrics/count.ts';",
      found: ['stats/back.ts: imports metrics/count.ts'],
    },
    {
      name: 'a forbidden edge inside a function',
      path: 'sessions/back.ts',
      text: "export const back = () => import('../metrics/count.ts');",
      found: ['sessions/back.ts: imports metrics/count.ts'],
    },
    {
      name: 'a format that opens files',
      path: 'formats/opener.ts',
      text: "import { gzip } from '../input/gzip.ts';",
      found: ['formats/opener.ts: imports input/gzip.ts, which is no record reader'],
    },
    {
      name: 'the pipeline drawing',
      path: 'pipeline.ts',
      text: "import { table } from './renderers/table.ts';",
      found: ['pipeline.ts: imports renderers/table.ts'],
    },
    {
      name: 'cli that loads what computes at start-up',
      path: 'cli/eager.ts',
      text: "import { run } from '../pipeline.ts';",
      found: ['cli/eager.ts: loads pipeline.ts before it is needed'],
    },
    {
      name: 'import() outside a function',
      path: 'cli/eager.ts',
      text: "export const pipeline = await import('../pipeline.ts');",
      found: ['cli/eager.ts: loads pipeline.ts before it is needed'],
    },
    {
      name: 'a value where only types may be imported',
      path: 'cli/reads.ts',
      text: "import { type Window, window } from '../reading/window.ts';",
      found: ['cli/reads.ts: imports more than types of reading/window.ts'],
    },
    {
      name: 'cli that reaches into input',
      path: 'cli/opens.ts',
      text: "export const open = () => import('../input/gzip.ts');",
      found: ['cli/opens.ts: imports input/gzip.ts'],
    },
    {
      name: 'an unknown folder',
      path: 'gadgets/new.ts',
      text: 'export const gadget = 1;',
      found: ['gadgets/new.ts: gadgets is not in the table of folders'],
    },
    {
      name: 'an unknown file beside the folders',
      path: 'gadget.ts',
      text: 'export const gadget = 1;',
      found: ['gadget.ts: gadget.ts is not in the table of folders'],
    },
    {
      name: 'a barrel',
      path: 'metrics/index.ts',
      text: "export * from './count.ts';",
      found: ['metrics/index.ts: only tables and the API are called index'],
    },
    {
      name: 'a file that imports the index of its own folder',
      path: 'formats/lists.ts',
      text: "import { csv } from './index.ts';",
      found: ['formats/lists.ts: imports the index of its own folder'],
    },
    {
      name: 'an import of nothing',
      path: 'metrics/lost.ts',
      text: "import { lost } from './nowhere.ts';",
      found: ['metrics/lost.ts: imports ./nowhere.ts, which is no file of src/'],
    },
    {
      name: 'an import whose target is computed',
      path: 'metrics/lost.ts',
      text: 'export const load = (name: string) => import(name);',
      found: ['metrics/lost.ts: imports the package name'],
    },
    {
      name: 'a name that says nothing',
      path: 'metrics/utils.ts',
      text: 'export const one = 1;',
      found: ['metrics/utils.ts: "utils" says nothing about what is inside'],
    },
    {
      name: 'node: in the pure middle',
      path: 'sessions/clock.ts',
      text: "import { hrtime } from 'node:process';",
      found: ['sessions/clock.ts: imports node:process'],
    },
    {
      name: 'a package in the wrong place',
      path: 'metrics/colour.ts',
      text: "import { Chalk } from 'chalk';",
      found: ['metrics/colour.ts: imports the package chalk'],
    },
    {
      name: 'more than types of a package that is handed in',
      path: 'renderers/colour.ts',
      text: "import { Chalk } from 'chalk';",
      found: ['renderers/colour.ts: imports the package chalk'],
    },
    {
      name: 'a package nobody asked for',
      path: 'input/left.ts',
      text: "import pad from '@left/pad/lib';",
      found: ['input/left.ts: imports the package @left/pad/lib'],
    },
    {
      name: 'a file that is too long',
      path: 'stats/long.ts',
      text: '// one line\n'.repeat(251),
      found: ['stats/long.ts: 251 lines, more than 250'],
    },
    {
      name: 'the machine, the moment and its language',
      path: 'metrics/ambient.ts',
      text: `console.log(process.env['TZ'], Date.now(), Math.random(), globalThis.performance.now(), new Date());
export const text = (a: string, b: string) => a.localeCompare(b) + Date();`,
      found: [
        'console.log',
        'process.env',
        'Date.now',
        'Math.random',
        'performance.now',
        'new Date()',
        '.localeCompare',
      ].map((name) => `metrics/ambient.ts: uses ${name}`),
    },
    {
      name: 'the environment where standard input is allowed',
      path: 'input/env.ts',
      text: 'export const { TZ } = process.env, pipe = process.stdin;',
      found: ['input/env.ts: uses process.env'],
    },
    {
      name: 'a cycle of three files, by types and import() too',
      path: 'input/framing.ts',
      text: "import type { b } from './b.ts';\nexport type B = typeof b;",
      found: ['import cycle: input/framing.ts -> input/b.ts -> input/gzip.ts -> input/framing.ts'],
    },
    {
      name: 'a file that imports itself',
      path: 'stats/self.ts',
      text: "export const self = () => import('./self.ts');",
      found: ['import cycle: stats/self.ts -> stats/self.ts'],
    },
  ])('on $name', ({ path, text, found }) => {
    const other = "export const b = () => import('./gzip.ts');";
    const house = path === 'input/framing.ts' ? new Map([...HOUSE, ['input/b.ts', other]]) : HOUSE;
    expect(violations(new Map([...house, [path, text]]))).toEqual(found);
  });

  it('on 250 lines not yet, and on a new Date of a given time neither', () => {
    const legal = new Map([
      ...HOUSE,
      ['stats/long.ts', '// one line\n'.repeat(250)] as const,
      ['stats/day.ts', 'export const day = (atMs: number) => new Date(atMs).toISOString();'] as const,
    ]);
    expect(violations(legal)).toEqual([]);
  });
});
