import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath, pathText, valueAt } from '../../src/model/field-path.ts';

describe('a path', () => {
  it.each<[string, string[] | null]>([
    ['user', ['user']],
    ['user.id', ['user', 'id']],
    ['a.0.b', ['a', '0', 'b']],
    ['user\\.id', ['user.id']],
    ['a\\\\.b', ['a\\', 'b']],
    ['a\\,b', ['a,b']],
    ['', null],
    ['a.', null],
    ['.a', null],
    ['a..b', null],
    ['a\\', null],
  ])('%s', (text, keys) => {
    expect(parsePath(text)).toEqual(keys);
  });

  it('of any keys is read as those keys', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (keys) => {
        expect(parsePath(pathText(keys))).toEqual(keys);
      }),
    );
  });
});

it.each<[unknown, string[], unknown]>([
  [{ user: { id: 'a' } }, ['user', 'id'], 'a'],
  [{ a: [{ b: 1 }, { b: 2 }] }, ['a', '1', 'b'], 2],
  [{ a: [1] }, ['a', '1'], undefined],
  [{ a: [1] }, ['a', 'length'], undefined],
  [{ a: 'text' }, ['a', 'length'], undefined],
  [{ a: null }, ['a', 'b'], undefined],
  [{ a: null }, ['a'], null],
  [{}, ['constructor'], undefined],
  [{}, ['__proto__', 'constructor'], undefined],
])('%j at %j is %j', (value, path, found) => {
  expect(valueAt(value, path)).toEqual(found);
});
