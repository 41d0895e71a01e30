/**
 * What is packed is what a stranger needs: the examples of the README compile against it under strict TypeScript and
 * run, in a project that has nothing but the package and its runtime dependencies.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './built-program.ts';

const run = promisify(execFile);

const TSCONFIG = {
  compilerOptions: { target: 'es2023', module: 'nodenext', types: ['node'], strict: true, outDir: 'out' },
  include: ['*.ts'],
};

let project = '';
let packed: string[] = [];
let examples: string[] = [];

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'package-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
    cwd: ROOT,
    maxBuffer: 1 << 24,
  });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  const modules = join(project, 'node_modules');
  const own = join(modules, 'stream-analytics');
  await mkdir(own, { recursive: true });
  await run('tar', ['-xzf', join(project, filename), '-C', own, '--strip-components', '1']);
  const manifest = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  await mkdir(join(modules, '@types'));
  // As npm would install them; types of Node are what every TypeScript project has.
  for (const name of [...Object.keys(manifest.dependencies), '@types/node', 'undici-types'])
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  await symlink(join(ROOT, 'fixtures'), join(project, 'fixtures'));
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  for (const [at, code] of examples.entries()) await writeFile(join(project, `example${at}.ts`), code);
}, 120_000);

afterAll(async () => {
  await rm(project, { recursive: true, force: true });
});

it('holds the program, its types, the README, and nothing of the workshop', () => {
  const outside = packed.filter((path) => !/^(bin|dist)\/|^(README\.md|package\.json)$/.test(path));
  expect(outside).toEqual([]);
  expect(packed).toContain('dist/index.d.ts');
  expect(packed).toContain('dist/program/main.js');
});

it('has examples in its README that compile strictly and run', async () => {
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project]);
  const printed = [];
  for (const at of examples.keys()) {
    const { stdout } = await run(process.execPath, [join(project, 'out', `example${at}.js`)], {
      cwd: project,
    });
    printed.push(stdout.trim());
  }
  // The ratio of the event as the report prints it, one session of the mapped log, and one viewer who is still there.
  expect(printed).toEqual([expect.stringMatching(/^0\.011/), '1', '1']);
}, 120_000);

it('runs as a command', async () => {
  const command = join(project, 'node_modules/stream-analytics/bin/stream-analytics.js');
  const { stdout } = await run(process.execPath, [command, 'report', 'fixtures/ffprobe/gap.ts.json'], {
    cwd: project,
  });
  expect(stdout).toContain('Video stops for 1.24 s');
}, 60_000);
