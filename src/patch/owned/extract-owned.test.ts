import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/index.ts';
import { FieldSet } from '../fieldpath/index.ts';
import { extractOwned } from './extract-owned.ts';

function setOf(...paths: readonly string[]): FieldSet {
  return FieldSet.of(...paths.map((path) => path.split(' ')));
}

const live: Json = {
  metadata: { name: 'x', labels: { a: '1', b: '2' }, finalizers: ['p', 'q'] },
  spec: {
    replicas: 1,
    containers: [
      { name: 'side', image: 's:1' },
      { name: 'app', image: 'a:1', ports: [{ containerPort: 80, protocol: 'TCP' }] },
    ],
    args: ['x', 'y', 'x'],
    nothing: null,
  },
};

const app = 'f:spec f:containers k:{"name":"app"}';

describe('extracting', () => {
  it.each<[string, FieldSet, Json]>([
    ['nothing of an empty set gives all', FieldSet.empty, live],
    ['a leaf', setOf('f:spec f:replicas'), { spec: { replicas: 1 } }],
    ['members of a map', setOf('f:metadata f:labels f:b'), { metadata: { labels: { b: '2' } } }],
    ['a map as a whole', setOf('f:metadata f:labels'), { metadata: { labels: { a: '1', b: '2' } } }],
    ['null', setOf('f:spec f:nothing'), { spec: { nothing: null } }],
    ['what is not there', setOf('f:spec f:gone', 'f:spec f:replicas f:below'), { spec: {} }],
    ['an item by its key', setOf(app, `${app} f:image`), { spec: { containers: [{ image: 'a:1' }] } }],
    [
      'an item as a whole',
      setOf(app),
      { spec: { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 80, protocol: 'TCP' }] }] } },
    ],
    [
      'items in the live order',
      setOf(`${app} f:name`, 'f:spec f:containers k:{"name":"side"} f:name'),
      { spec: { containers: [{ name: 'side' }, { name: 'app' }] } },
    ],
    [
      'items by several keys',
      setOf(`${app} f:ports k:{"containerPort":80,"protocol":"TCP"} f:containerPort`),
      { spec: { containers: [{ ports: [{ containerPort: 80 }] }] } },
    ],
    ['items by value', setOf('f:metadata f:finalizers v:"q"'), { metadata: { finalizers: ['q'] } }],
    ['an item by value once', setOf('f:spec f:args v:"x"'), { spec: { args: ['x'] } }],
    ['items by index', setOf('f:spec f:args i:1', 'f:spec f:args i:7'), { spec: { args: ['y'] } }],
    ['items of a list that is none', setOf('f:spec f:replicas k:{"name":"a"}'), { spec: {} }],
    ['items that are not there', setOf('f:spec f:containers k:{"name":"gone"}'), { spec: { containers: [] } }],
  ])('%s', (_, fields, expected) => {
    expect(extractOwned(live, fields)).toEqual(expected);
  });

  it('nothing of what is no map is empty', () => {
    expect(extractOwned('x', setOf('f:a'))).toEqual({});
  });

  it('keeps hostile names', () => {
    const hostile = JSON.parse('{"data":{"__proto__":"a","constructor":"b"}}') as JsonObject;
    const fields = setOf('f:data f:__proto__', 'f:data f:constructor', 'f:data f:toString');
    expect(JSON.stringify(extractOwned(hostile, fields))).toBe('{"data":{"__proto__":"a","constructor":"b"}}');
    expect(extractOwned({ data: {} }, fields)).toEqual({ data: {} });
  });

  it('ends objects that are nested without end', () => {
    let deep: Json = 1;
    for (let depth = 0; depth < 600; depth += 1) deep = { a: deep };
    expect(() => extractOwned(deep, setOf('f:a'))).toThrow('the live object is nested');
  });
});
