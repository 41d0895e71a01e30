import { it } from 'vitest';
import { snapshot } from '../../src/snapshot.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';
it('x', async () => {
for (const s of [45, 60]) {
const r = await snapshot(['/tmp/ex.ndjson'], DEFAULT_OPTIONS, {kind:'after-start', offsetMs: s*1000, typed:'+45s'});
console.log(JSON.stringify(r.snapshot, null, 1)); }
for (const f of ['fixtures/media/all.ts','fixtures/ffprobe/gap.ts.json','fixtures/media/mpeg2.ts']) {
const r = await snapshot([f], DEFAULT_OPTIONS, {kind:'after-start', offsetMs: 5000, typed:'+45s'});
console.log(f, JSON.stringify(r.snapshot, null, 1)); }
});
