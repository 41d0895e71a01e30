import { posix } from 'node:path';
import { EDGES, EMPTY_NAMES, INDEXES, INPUT_FOR_FORMATS, MAX_LINES, NODE_USERS, PACKAGES } from './rules.ts';
import { type Import, readSource, type SourceFile } from './source-file.ts';

/**
 * Everything in a source tree that breaks the rules of `rules.ts`, one line each, in order of the file names.
 *
 * @param texts - content of every TypeScript file by its path inside `src/`, with `/`
 */
export function violations(texts: ReadonlyMap<string, string>): string[] {
  if (texts.size === 0) return ['no source files found'];
  const paths = [...texts.keys()].sort((a, b) => (a < b ? -1 : 1));
  const files = new Map(paths.map((path) => [path, readSource(texts.get(path) ?? '')]));
  const found = paths.flatMap((path) => fileViolations(path, files));
  return [...found, ...cycles(files)];
}

function fileViolations(path: string, files: ReadonlyMap<string, SourceFile>): string[] {
  const { imports, lines, ambient } = files.get(path) as SourceFile;
  const found: string[] = [];
  if (!EDGES.has(partOf(path))) found.push(`${partOf(path)} is not in the table of folders`);
  if (posix.basename(path) === 'index.ts' && !INDEXES.has(path))
    found.push('only tables and the API are called index');
  const empty = path
    .replace(/\.ts$/, '')
    .split('/')
    .find((name) => EMPTY_NAMES.has(name));
  if (empty !== undefined) found.push(`"${empty}" says nothing about what is inside`);
  if (lines > MAX_LINES) found.push(`${lines} lines, more than ${MAX_LINES}`);
  for (const name of ambient) {
    // Standard input and output belong to those who may touch the machine; the rest of the world only to cli/.
    const io = name.startsWith('process.') && name !== 'process.env' && usesNode(path);
    if (!path.startsWith('cli/') && !io) found.push(`uses ${name}`);
  }
  for (const one of imports) {
    const problem = importViolation(path, one, files);
    if (problem !== null) found.push(problem);
  }
  return found.map((problem) => `${path}: ${problem}`);
}

function importViolation(path: string, one: Import, files: ReadonlyMap<string, SourceFile>): string | null {
  const { target, when } = one;
  if (target.startsWith('node:')) return usesNode(path) ? null : `imports ${target}`;
  if (!target.startsWith('.')) return packageViolation(path, one);
  const to = resolved(path, target);
  if (!files.has(to)) return `imports ${target}, which is no file of src/`;
  const [own, other] = [partOf(path), partOf(to)];
  if (own === other) {
    return to === `${own}/index.ts` && path !== to ? 'imports the index of its own folder' : null;
  }
  if (own === 'formats' && other === 'input' && !INPUT_FOR_FORMATS.has(to)) {
    return `imports ${to}, which is no record reader`;
  }
  const { any = [], lazy = [], types = [] } = EDGES.get(own) ?? {};
  if (other === 'model' || any.includes(other)) return null;
  if (lazy.includes(other)) return when === 'eager' ? `loads ${to} before it is needed` : null;
  if (types.includes(other)) return when === 'type' ? null : `imports more than types of ${to}`;
  return `imports ${to}`;
}

function packageViolation(path: string, { target, when }: Import): string | null {
  const name = target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
  const { any = [], types = [] } = PACKAGES.get(name) ?? {};
  const part = partOf(path);
  return any.includes(part) || (when === 'type' && types.includes(part))
    ? null
    : `imports the package ${target}`;
}

/** The folder of a file; a file beside the folders is a part by itself. */
function partOf(path: string): string {
  return path.split('/')[0] as string;
}

function usesNode(path: string): boolean {
  return NODE_USERS.some((user) => (user.endsWith('/') ? path.startsWith(user) : path === user));
}

function resolved(path: string, target: string): string {
  return posix.join(posix.dirname(path), target);
}

/** One line for each circle of files that import each other, types and `import()` included. */
function cycles(files: ReadonlyMap<string, SourceFile>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`import cycle: ${[...trail.slice(start), path].join(' -> ')}`);
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const { target } of files.get(path)?.imports ?? []) {
      const to = resolved(path, target);
      if (target.startsWith('.') && files.has(to)) visit(to);
    }
    trail.pop();
    done.add(path);
  };
  for (const path of files.keys()) visit(path);
  return found;
}
