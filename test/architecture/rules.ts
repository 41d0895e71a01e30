/** What one folder of `src/` (or one file beside the folders) may import besides itself. */
export interface Edges {
  /** Folders it may import any way it likes. */
  readonly any?: readonly string[];
  /** Folders it may reach by `import()` inside a function, and for types. */
  readonly lazy?: readonly string[];
  /** Folders it may import types from. */
  readonly types?: readonly string[];
}

/**
 * The house (design.md 1): who may import whom; everything may import `model`. A folder that is not here is an
 * error, so a new one gets its line before its first file.
 */
export const EDGES: ReadonlyMap<string, Edges> = new Map<string, Edges>([
  ['model', {}],
  ['input', {}],
  ['stats', {}],
  // Of input only the record readers: see INPUT_FOR_FORMATS.
  ['formats', { any: ['input'] }],
  ['reading', { any: ['input', 'formats'], types: ['stats'] }],
  ['replay', { any: ['stats'] }],
  ['sessions', { any: ['stats'] }],
  ['metrics', { any: ['stats'] }],
  ['engine', { any: ['stats', 'sessions', 'metrics'] }],
  // What other threads run, and how the first one talks to them.
  ['threads', { any: ['input', 'formats', 'reading', 'stats', 'metrics', 'engine'] }],
  ['live', { any: ['stats', 'sessions', 'metrics', 'engine'] }],
  // What we wrote, read back, and what is written of a state: one table of rows in engine and metrics serves both.
  ['saved', { any: ['stats', 'engine'] }],
  ['inspection', { any: ['input', 'formats', 'reading'] }],
  ['renderers', { any: ['stats'] }],
  // Events are written by the tables that they are read by; a state by that of its rows.
  ['exports', { any: ['formats', 'engine'] }],
  // What is printed, described by its types in model alone.
  ['schemas', {}],
  // Start-up time: what computes is loaded inside the command that needs it.
  [
    'cli',
    {
      any: ['run-options.ts'],
      lazy: [
        'pipeline.ts',
        'snapshot.ts',
        'convert.ts',
        'inspect.ts',
        'merge.ts',
        'formats',
        'stats',
        'metrics',
        'engine',
        'live',
        'inspection',
        'renderers',
        'schemas',
      ],
      types: ['reading', 'exports'],
    },
  ],
  ['run-options.ts', { types: ['reading'] }],
  ['replay-inputs.ts', { any: ['run-options.ts', ...everythingThatComputes()] }],
  ['pipeline.ts', { any: ['run-options.ts', 'replay-inputs.ts', ...everythingThatComputes()] }],
  ['inspect.ts', { any: ['run-options.ts', 'replay-inputs.ts', ...everythingThatComputes()] }],
  ['merge.ts', { any: ['run-options.ts', ...everythingThatComputes()], types: ['pipeline.ts'] }],
  [
    'snapshot.ts',
    { any: ['run-options.ts', 'pipeline.ts', 'replay-inputs.ts', ...everythingThatComputes()] },
  ],
  [
    'convert.ts',
    { any: ['run-options.ts', 'pipeline.ts', 'replay-inputs.ts', 'exports', ...everythingThatComputes()] },
  ],
  [
    'index.ts',
    {
      any: [
        'run-options.ts',
        'pipeline.ts',
        'merge.ts',
        'snapshot.ts',
        'formats',
        'stats',
        'metrics',
        'engine',
        'live',
        'renderers',
      ],
      types: ['reading'],
    },
  ],
]);

/** Every folder but what is seen (`renderers`) and what is typed (`cli`). */
function everythingThatComputes(): string[] {
  return [
    'input',
    'formats',
    'reading',
    'replay',
    'stats',
    'sessions',
    'metrics',
    'engine',
    'threads',
    'live',
    'inspection',
    'saved',
    'exports',
  ];
}

/** The record readers of `input/`: all of it that a format may know. */
export const INPUT_FOR_FORMATS: ReadonlySet<string> = new Set(['input/framing.ts']);

/** Who may touch the machine: files and folders that may import `node:` modules and use `process`. */
export const NODE_USERS: readonly string[] = ['input/', 'replay/run-file.ts', 'cli/', 'threads/'];

/** Where each package is used. One that is not here is an error, so a new one comes with its reason. */
export const PACKAGES: ReadonlyMap<
  string,
  { readonly any?: readonly string[]; readonly types?: readonly string[] }
> = new Map([
  ['commander', { any: ['cli'] }],
  // Renderers are handed an instance; whether there is colour is decided in cli/ alone.
  ['chalk', { any: ['cli'], types: ['renderers'] }],
  ['cli-table3', { any: ['renderers'] }],
  ['csv-parse', { any: ['input'] }],
  ['fzstd', { any: ['input'] }],
  ['xxhash-wasm', { any: ['input'] }],
  ['mediabunny', { any: ['formats'] }],
  ['uuid', { any: ['reading'] }],
  ['hyparquet-writer', { any: ['exports'] }],
  ['yaml', { any: ['cli'] }],
]);

/** Tables and the public API: the only files called `index.ts`. */
export const INDEXES: ReadonlySet<string> = new Set([
  'index.ts',
  'formats/index.ts',
  'renderers/index.ts',
  'exports/index.ts',
  'schemas/index.ts',
]);

/** Names that say nothing about what is inside. */
export const EMPTY_NAMES: ReadonlySet<string> = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'core',
  'misc',
]);

export const MAX_LINES = 250;
