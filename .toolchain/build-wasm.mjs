// Compiles the scanner and writes it, as base64, into a source file of the program; see package.json beside this file.
//
//   node .toolchain/build-wasm.mjs           writes src/input/scan/scanner-binary.ts
//   node .toolchain/build-wasm.mjs --check   fails when the file is not what the sources compile to
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = 'src/input/scan/assembly/scanner.ts';
const TARGET = resolve(ROOT, 'src/input/scan/scanner-binary.ts');
/** What stands under 4 GiB: addresses are 32 bits wide. */
const MAX_PAGES = 65_536;

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

let binary = null;
const { error, stderr } = await asc.main(
  [
    ENTRY,
    '--outFile',
    'scanner.wasm',
    '--runtime',
    'stub',
    '-O3',
    '--converge',
    '--noAssert',
    '--importMemory',
    '--noExportMemory',
    // Several threads use one memory, so nothing of a thread may live at a fixed place.
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    String(MAX_PAGES),
    '--enable',
    'simd',
    '--enable',
    'threads',
  ],
  {
    readFile: (name, base) => readOrNull(resolve(ROOT, base, name)),
    writeFile(name, content) {
      if (name.endsWith('.wasm')) binary = content;
    },
    listFiles: () => [],
  },
);
if (error !== null || binary === null) {
  process.stderr.write(`${stderr.toString()}\n${error?.message ?? 'nothing was written'}\n`);
  process.exit(1);
}
const text = `/** \`assembly/scanner.ts\`, compiled by \`npm run build:wasm\`; \`.ci/run\` proves that it still compiles to this. */
export const SCANNER_BINARY =
  '${Buffer.from(binary).toString('base64')}';
`;
if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    process.stderr.write('src/input/scan/scanner-binary.ts is stale: run npm run build:wasm\n');
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, text);
  process.stdout.write(`${binary.length} bytes\n`);
}
