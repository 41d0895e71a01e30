// Bundles what `tsc` left of the command into a few files, one for each thing that a run may need: 150 modules found
// one by one take longer to load than a small log to read. A package that few runs need is a file of its own; none is
// left to import(), which scripts with kept code cannot do.
//
//   node .bundle.mjs           writes dist/program
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const FOLDER = 'dist/program';

// Files and caches of an earlier build are none of this one.
rmSync(FOLDER, { recursive: true, force: true });
await build({
  // Threads are started from a file of their own.
  input: {
    main: 'dist/cli/main.js',
    worker: 'dist/threads/worker.js',
    'zstd-thread': 'dist/input/zstd-thread.js',
  },
  platform: 'node',
  // The SHA-1 of browsers: that of Node loads node:crypto, for a few names.
  resolve: { alias: { uuid: fileURLToPath(new URL('node_modules/uuid/dist/index.js', import.meta.url)) } },
  logLevel: 'warn',
  // CommonJS, so that the code V8 makes of it can be kept: see .code-cache.cjs.
  output: {
    dir: FOLDER,
    format: 'cjs',
    chunkFileNames: '[name].js',
    comments: false,
    dynamicImportInCjs: false,
  },
});
writeFileSync(`${FOLDER}/package.json`, '{ "type": "commonjs" }\n');
