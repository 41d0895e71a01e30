// Bundles what `tsc` left of the command into a few files, one for each thing that a run may need: 150 modules found
// one by one take longer to load than a small log to read. Packages that are loaded when they are met stay packages.
//
//   node .bundle.mjs           writes dist/program
import { build } from 'rolldown';

await build({
  // Threads are started from a file of their own.
  input: {
    main: 'dist/cli/main.js',
    worker: 'dist/threads/worker.js',
    'zstd-thread': 'dist/input/zstd-thread.js',
  },
  platform: 'node',
  external: ['mediabunny', 'fzstd', 'xxhash-wasm'],
  logLevel: 'warn',
  output: { dir: 'dist/program', format: 'esm', chunkFileNames: '[name].js' },
});
