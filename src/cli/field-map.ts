import { UsageError } from '../model/errors.ts';
import type { FieldMap } from '../model/field-map.ts';

/**
 * The map of all `--map` options together. One with an equals sign is pairs `FIELD=PATH`, separated by commas (a
 * comma in a name is written `\,`); any other is the name of a YAML file.
 *
 * @throws UsageError for what is wrong with it, with its place and the nearest right name
 */
export async function readFieldMap(typed: readonly string[]): Promise<FieldMap> {
  const { FieldMapBuilder } = await import('../formats/canonical-map.ts');
  const builder = new FieldMapBuilder();
  for (const one of typed) {
    if (one.includes('=')) {
      for (const [field, path] of pairsOf(one)) builder.addField('--map', field, path, null);
    } else {
      const { readMapFile } = await import('./field-map-file.ts');
      await readMapFile(one, builder);
    }
  }
  return builder.build();
}

function pairsOf(typed: string): (readonly [string, string])[] {
  // The backslash stays: the path has its own use for it.
  const pairs = typed.match(/(?:\\.|[^\\,])+/gs) ?? [];
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1)
      throw new UsageError(`--map: expected FIELD=PATH, found ${pair.trim() || 'nothing'}`);
    return [pair.slice(0, at).trim(), pair.slice(at + 1)] as const;
  });
}
