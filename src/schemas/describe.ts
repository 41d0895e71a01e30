/** Keywords of JSON Schema 2020-12 and their values, as they are printed. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

declare const OF: unique symbol;

/**
 * The schema of values of a type. The type is the compiler's alone, and neither wider nor narrower than what the
 * schema was made for: a description that fell behind its type does not compile.
 */
export interface Described<T> extends JsonSchema {
  readonly [OF]?: (value: T) => T;
}

/** A member that may be left out, which is not the same as null. */
interface LeftOut<T> {
  readonly mayBeLeftOut: Described<T>;
}

/** A description for each key of a type: none missing, none too many. */
export type Members<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? LeftOut<Required<T>[K]>
    : Described<T[K]>;
};

/** A schema that is written once, under `$defs`, and referred to. */
export interface Definition<T> {
  readonly name: string;
  readonly body: Described<T>;
  readonly ref: Described<T>;
}

export const TEXT: Described<string> = { type: 'string' };
export const TRUTH: Described<boolean> = { type: 'boolean' };
/** May be below 0. */
export const NUMBER: Described<number> = { type: 'number' };
export const INTEGER: Described<number> = { type: 'integer' };
/** 0 or more, with a fraction. */
export const AMOUNT: Described<number> = { type: 'number', minimum: 0 };
/** 0 or more, whole. */
export const COUNT: Described<number> = { type: 'integer', minimum: 0 };
/** 0..1, both included: only for shares of a whole that hold what they are compared with. */
export const RATIO: Described<number> = { type: 'number', minimum: 0, maximum: 1 };

/** One of these words. */
export function word<const T extends string>(...words: readonly T[]): Described<T> {
  return words.length === 1 ? { const: words[0] } : { enum: words };
}

/** Texts that match a regular expression (ECMA-262, with the flag `u`). */
export function pattern(expression: string): Described<string> {
  return { type: 'string', pattern: expression };
}

/** What is described, or null. */
export function nullable<T>(described: Described<T>): Described<T | null> {
  const schema: JsonSchema = described;
  // Other keywords of a plain type say nothing about null.
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

export function either<A, B>(a: Described<A>, b: Described<B>): Described<A | B> {
  return { anyOf: [a, b] };
}

export function array<T>(items: Described<T>): Described<readonly T[]> {
  return { type: 'array', items };
}

/** An array that begins with one value and goes on with others. */
export function row<A, B>(first: Described<A>, others: Described<B>): Described<readonly (A | B)[]> {
  return { type: 'array', prefixItems: [first], items: others, minItems: 1 };
}

/** An object whose keys are words of the input. */
export function map<T>(values: Described<T>): Described<Readonly<Record<string, T>>> {
  return { type: 'object', additionalProperties: values };
}

/** An object with these keys and no others. */
export function object<T>(members: Members<T>): Described<T> {
  const entries: readonly (readonly [string, Described<unknown> | LeftOut<unknown>])[] =
    Object.entries(members);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([key, member]) => [key, isLeftOut(member) ? member.mayBeLeftOut : member]),
    ),
    required: entries.filter(([, member]) => !isLeftOut(member)).map(([key]) => key),
    additionalProperties: false,
  };
}

/** Only for keys that the type has with `?`. */
export function optional<T>(described: Described<T>): LeftOut<T> {
  return { mayBeLeftOut: described };
}

function isLeftOut(member: Described<unknown> | LeftOut<unknown>): member is LeftOut<unknown> {
  return 'mayBeLeftOut' in member;
}

/** The same with a sentence for people. */
export function saying<T>(description: string, described: Described<T>): Described<T> {
  return { description, ...described };
}

/** @param name - letters and `_` */
export function definition<T>(name: string, body: Described<T>): Definition<T> {
  return { name, body, ref: { $ref: `#/$defs/${name}` } };
}

/**
 * A whole schema.
 *
 * @param id - what the output says under `schema`
 * @param definitions - all that is referred to, in the order in which they are printed
 */
export function document(
  id: string,
  described: JsonSchema,
  definitions: readonly { readonly name: string; readonly body: JsonSchema }[],
): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    ...described,
    $defs: Object.fromEntries(definitions.map(({ name, body }) => [name, body])),
  };
}
