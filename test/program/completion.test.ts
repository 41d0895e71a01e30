import { describe, expect, it } from 'vitest';
import { runLine } from './built-program.ts';

/** Words that bash offers for the last of these, after really sourcing the script. */
async function offered(words: readonly string[]): Promise<string[]> {
  const line = words.map((word) => `'${word}'`).join(' ');
  const { stdout, stderr } = await runLine(
    `source <(stream-analytics completion bash); COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; ` +
      `_stream_analytics; printf "%s\\n" "\${COMPREPLY[@]}"`,
  );
  expect(stderr.toString()).toBe('');
  return stdout.toString().trimEnd().split('\n');
}

describe('completion in bash', () => {
  it.each([
    { words: ['stream-analytics', 're'], found: ['report'] },
    { words: ['stream-analytics', 'report', '--form'], found: ['--format'] },
    { words: ['stream-analytics', 'report', '--format', 'm'], found: ['markdown'] },
    { words: ['stream-analytics', 'report', 'README'], found: ['README.md'] },
    { words: ['stream-analytics', 'completion', ''], found: ['bash', 'zsh', 'fish'] },
    { words: ['stream-analytics', 'schema', ''], found: ['report', 'inspect'] },
    { words: ['stream-analytics', 'nothing', ''], found: [''] },
  ])('of $words is $found', async ({ words, found }) => {
    expect(await offered(words)).toEqual(found);
  });
});
