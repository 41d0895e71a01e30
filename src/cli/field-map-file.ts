import { readFile, stat } from 'node:fs/promises';
import type { LineCounter, Node, Pair, Scalar, YAMLMap } from 'yaml';
import type { FieldMapBuilder } from '../formats/canonical-map.ts';
import { UsageError } from '../model/errors.ts';
import type { MapScalar } from '../model/field-map.ts';
import { systemMessage } from '../model/system-message.ts';

/** No map is longer; a log given in its place is not read whole. */
const LONGEST_BYTES = 1 << 20;
const SECTIONS = ['fields', 'constants', 'values'] as const;

/**
 * Adds everything that a YAML file says to a map: `fields` (a path, or `{from, unit}`, by field), `constants` (a value
 * by field) and `values` (by field, what its words stand for).
 *
 * @throws UsageError naming file and line
 */
export async function readMapFile(path: string, builder: FieldMapBuilder): Promise<void> {
  const text = await textOf(path);
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong !== undefined) {
    const what =
      wrong.code === 'MULTIPLE_DOCS' ? 'expected one map, found another document' : lowerFirst(wrong.message);
    throw new UsageError(`${path}:${lines.linePos(wrong.pos[0]).line}: ${what}`);
  }
  new MapDocument(path, lines, yaml, builder).read(document.contents);
}

async function textOf(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new UsageError(`--map ${path}: is a directory`);
    if (found.size > LONGEST_BYTES) throw new UsageError(`--map ${path}: is over 1 MiB: no field map`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--map ${path}: ${systemMessage(error)}; pairs are typed FIELD=PATH`);
  }
}

/** One field map as a tree of YAML nodes. */
class MapDocument {
  private readonly path: string;
  private readonly lines: LineCounter;
  private readonly yaml: typeof import('yaml');
  private readonly builder: FieldMapBuilder;

  constructor(path: string, lines: LineCounter, yaml: typeof import('yaml'), builder: FieldMapBuilder) {
    this.path = path;
    this.lines = lines;
    this.yaml = yaml;
    this.builder = builder;
  }

  read(root: unknown): void {
    const whole = 'a mapping of fields, constants, values';
    for (const { key, value } of this.pairs(root, '', whole)) {
      const section = this.word(key);
      if (!SECTIONS.some((known) => known === section)) {
        throw new UsageError(`${this.at(key)}: expected one of ${SECTIONS.join(', ')}, found ${section}`);
      }
      for (const pair of this.pairs(value, section, `a mapping by field`)) this.readEntry(section, pair);
    }
  }

  private readEntry(section: string, { key, value }: Pair): void {
    const name = this.word(key);
    if (section === 'fields') this.readField(name, key, value);
    else if (section === 'constants') {
      this.builder.addConstant(
        this.at(key),
        name,
        this.scalar(value, name) ?? this.fail(value, name, 'a value'),
      );
    } else {
      for (const { key: word, value: meant } of this.pairs(value, name, 'a mapping of its words'))
        this.builder.addValue(this.at(word), name, this.word(word), this.scalar(meant, name));
    }
  }

  private readField(name: string, key: unknown, value: unknown): void {
    if (!this.yaml.isMap(value)) {
      const from = this.scalar(value, name) ?? this.fail(value, name, 'a path, or {from, unit}');
      this.builder.addField(this.at(key), name, String(from), null);
      return;
    }
    const said = new Map<string, unknown>();
    for (const pair of this.pairs(value, name, '')) {
      const word = this.word(pair.key);
      if (word !== 'from' && word !== 'unit') this.fail(pair.key, name, 'from or unit', word);
      said.set(word, pair.value);
    }
    const from = this.scalar(said.get('from') ?? null, name) ?? this.fail(key, name, 'from with a path');
    const unit = said.has('unit') ? this.scalar(said.get('unit'), name) : null;
    this.builder.addField(this.at(key), name, String(from), unit === null ? null : String(unit));
  }

  /** The pairs of a mapping; none of one that was left empty. */
  private pairs(node: unknown, name: string, expected: string): Pair[] {
    if (this.yaml.isMap(node)) return (node as YAMLMap).items;
    if (node === null || (this.yaml.isScalar(node) && node.value === null)) return [];
    return this.fail(node, name, expected);
  }

  /** A key as it is written. */
  private word(node: unknown): string {
    if (!this.yaml.isScalar(node)) return this.fail(node, '', 'a word');
    return (node as Scalar & { source?: string }).source ?? String(node.value);
  }

  private scalar(node: unknown, name: string): MapScalar | null {
    if (node === null) return null;
    if (!this.yaml.isScalar(node)) return this.fail(node, name, 'one value');
    const { value } = node;
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isPlain || value === null ? value : this.fail(node, name, 'a text, a number or true or false');
  }

  private fail(node: unknown, name: string, expected: string, found = this.kindOf(node)): never {
    throw new UsageError(
      `${this.at(node)}: ${name === '' ? '' : `${name}: `}expected ${expected}, found ${found}`,
    );
  }

  private kindOf(node: unknown): string {
    if (this.yaml.isMap(node)) return 'a mapping';
    if (this.yaml.isSeq(node)) return 'a list';
    if (this.yaml.isAlias(node)) return 'an alias';
    return this.yaml.isScalar(node) && node.value !== null ? String(node.value) : 'nothing';
  }

  private at(node: unknown): string {
    const offset = this.yaml.isNode(node) ? (node as Node).range?.[0] : undefined;
    return offset === undefined ? this.path : `${this.path}:${this.lines.linePos(offset).line}`;
  }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
