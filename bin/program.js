// Loads the command as `npm run build` bundled it, with the code that V8 made of each file when it was built: to make
// it again in each run takes longer than to read a small log. CommonJS, because Node takes such code for scripts alone.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const FOLDER = join(__dirname, '..', 'dist', 'program');

/** What stands before the code in a cache: CRC-32 of the file it was made of, then of the code; little-endian. */
const HEADER_BYTES = 8;

/** The scripts of the files loaded so far, by name. */
const scripts = new Map();

const loaded = new Map();

/**
 * The exports of one file of `dist/program`.
 *
 * @param {string} name - of the file, as `main.js`
 */
function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const file = join(FOLDER, name);
  const source = readFileSync(file);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData: codeOf(file, source),
  });
  scripts.set(name, script);
  const module = { exports: {} };
  loaded.set(name, module);
  script.runInThisContext()(module.exports, requireFrom, module, file, FOLDER);
  return module.exports;
}

function requireFrom(id) {
  return id.startsWith('./') ? load(id.slice(2)) : require(id);
}

/**
 * The code in the cache beside a file. V8 itself refuses that of another version or other flags, but not that of
 * another text of equal length, and it trusts damaged code.
 *
 * @returns {Buffer | undefined} undefined when there is none, or it is not of this very file, or damaged
 */
function codeOf(file, source) {
  let cache;
  try {
    cache = readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
  if (cache.length < HEADER_BYTES || crc32 === undefined) return undefined;
  const code = cache.subarray(HEADER_BYTES);
  return cache.readUInt32LE(0) === crc32(source) && cache.readUInt32LE(4) === crc32(code) ? code : undefined;
}

/** The bytes of a cache, as {@link codeOf} reads them. */
function cacheOf(source, code) {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(crc32(source), 0);
  header.writeUInt32LE(crc32(code), 4);
  return Buffer.concat([header, code]);
}

module.exports = { FOLDER, cacheOf, load, scripts };
