// Preloaded (`node --import`) into the processes of the bench: writes at exit what the whole process took, start-up
// included, to the file named by BENCH_MEASURE. Works wherever Node does, unlike /usr/bin/time.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env.BENCH_MEASURE;
if (isMainThread && path !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const taken = {
      wallMs: performance.now(),
      cpuMs: (userCPUTime + systemCPUTime) / 1000,
      // Linux and macOS builds of Node both give kilobytes here.
      peakBytes: maxRSS * 1024,
    };
    writeFileSync(path, JSON.stringify(taken));
  });
}
