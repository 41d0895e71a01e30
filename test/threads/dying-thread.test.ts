/** Threads that end before their work. The built program runs here: a thread starts from a compiled file. */
import type { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { Dictionary } from '../../src/model/dictionary.ts';
import { LimitError } from '../../src/model/errors.ts';
import { EventBatch } from '../../src/model/event-batch.ts';

const DIST = new URL('../../dist/threads/', import.meta.url);
const { Crew, ThreadEnded } = (await import(
  new URL('crew.js', DIST).href
)) as typeof import('../../src/threads/crew.ts');
const { Lifeline } = (await import(
  new URL('lifeline.js', DIST).href
)) as typeof import('../../src/threads/lifeline.ts');
const { RemoteShard } = (await import(
  new URL('remote-shard.js', DIST).href
)) as typeof import('../../src/threads/remote-shard.ts');
const { ringBuffers } = (await import(
  new URL('row-ring.js', DIST).href
)) as typeof import('../../src/threads/row-ring.ts');

type Task = Parameters<InstanceType<typeof Crew>['add']>[0];

const crews: InstanceType<typeof Crew>[] = [];
afterEach(async () => {
  for (const crew of crews.splice(0)) await crew.stop();
});

/** A crew of one thread that dies at once: what it should scan is not there. */
function dyingCrew(): { crew: InstanceType<typeof Crew>; shard: InstanceType<typeof RemoteShard> } {
  const crew = new Crew();
  crews.push(crew);
  const rows = ringBuffers();
  crew.add({ scan: { memory: null }, timezone: 'UTC', shard: null, rows } as unknown as Task);
  const shard = new RemoteShard(
    rows,
    crew,
    0,
    new Dictionary() as never,
    () => 0,
    () => false,
  );
  return { crew, shard };
}

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

it('is seen by a thread that waits for it and hears no events, and the reason is heard afterwards', async () => {
  const { crew, shard } = dyingCrew();
  const batch = new EventBatch(1);
  batch.length = 1;
  // More rows than a ring holds: the last ones wait for the thread.
  const error = thrownBy(() => {
    for (let row = 0; row < 20_000; row++) shard.foldFree(batch, 0);
  });
  expect(error).toBeInstanceOf(ThreadEnded);
  const reason = await crew.reason(error as Error);
  expect(reason).toBeInstanceOf(TypeError);
  expect(() => crew.check()).toThrow(reason as Error);
  await expect(shard.end(0)).rejects.toBe(reason);
});

it('is a full heap when it is out of memory', async () => {
  const { crew } = dyingCrew();
  const [worker] = (crew as unknown as { readonly workers: readonly EventEmitter[] }).workers;
  worker?.emit('error', Object.assign(new Error('out'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
  await expect(crew.state(0)).rejects.toThrow(
    /^memory of the program \(V8 heap\): all of \d+ MiB in use; give it more with NODE_OPTIONS=--max-old-space-size=\d+, /,
  );
});

it('is the limit that it met itself', async () => {
  const { crew } = dyingCrew();
  const [worker] = (crew as unknown as { readonly workers: readonly EventEmitter[] }).workers;
  worker?.emit('message', { limit: new LimitError('too much', 'read less').parts });
  await expect(crew.state(0)).rejects.toMatchObject({ name: 'LimitError', message: 'too much; read less' });
});

it.each([
  { name: 'ends', code: '' },
  { name: 'throws', code: 'throw new Error("made")' },
  { name: 'exits', code: 'process.exit(3)' },
  { name: 'runs out of memory', code: 'const all = []; for (;;) all.push({ of: [all.length] })' },
])('cuts its lifeline when it $name', async ({ code }) => {
  const life = new Lifeline();
  expect(life.isCut).toBe(false);
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const text = `const { workerData } = require('node:worker_threads');
import(workerData.module).then(({ Lifeline }) => {
  new Lifeline(workerData.cells).hold();
  Atomics.wait(workerData.gate, 0, 0);
  ${code}
});`;
  const worker = new Worker(text, {
    eval: true,
    workerData: { module: new URL('lifeline.js', DIST).href, cells: life.cells, gate },
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  worker.on('error', () => undefined);
  while (Atomics.load(life.cells, 0) < 0) Atomics.wait(gate, 0, 0, 5);
  expect(life.isCut).toBe(false);
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  // No event is heard here: this thread sleeps.
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let slept = 0; !life.isCut && slept < 2000; slept++) Atomics.wait(never, 0, 0, 5);
  expect(life.isCut).toBe(true);
  await worker.terminate();
});
