import { expect, it } from 'vitest';
import { filesAtOnce } from '../../src/input/files-at-once.ts';

/** As Linux 6.8 writes it. */
const limits = (soft: string) =>
  [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max processes             15577                15577                processes ',
    `Max open files            ${soft.padEnd(20)} 4096                 files     `,
    'Max locked memory         8388608              8388608              bytes     ',
  ].join('\n');

it.each([
  { allowed: 'much is allowed', soft: '1048576', files: 64 },
  { allowed: 'as much is allowed as is needed', soft: '104', files: 64 },
  { allowed: 'one file less is allowed', soft: '103', files: 63 },
  { allowed: 'little is allowed', soft: '64', files: 24 },
  { allowed: 'too little is allowed', soft: '30', files: 1 },
  { allowed: 'nothing is said', soft: 'unlimited', files: 64 },
])('$files inputs may be open at once where $allowed', ({ soft, files }) => {
  expect(filesAtOnce(limits(soft))).toBe(files);
});

it('64 where the system does not say what is allowed', () => {
  expect(filesAtOnce(null)).toBe(64);
});
