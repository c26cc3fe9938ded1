import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { FieldSet } from '../fieldpath/index.ts';
import { locateItems } from './locate-items.ts';

describe('where items stand', () => {
  it.each<[string, Json[], string[], Record<string, number>]>([
    ['by a key', [{ name: 'a' }, { name: 'b' }], ['k:{"name":"b"}'], { 'k:{"name":"b"}': 1 }],
    ['by a key that is a number', [{ port: 80 }, { port: 81 }], ['k:{"port":81}'], { 'k:{"port":81}': 1 }],
    [
      'by several keys',
      [
        { port: 80, protocol: 'UDP' },
        { port: 80, protocol: 'TCP' },
      ],
      ['k:{"port":80,"protocol":"TCP"}'],
      { 'k:{"port":80,"protocol":"TCP"}': 1 },
    ],
    [
      'by a key that the item leaves to its default',
      [{ port: 80 }],
      ['k:{"port":80,"protocol":"TCP"}'],
      { 'k:{"port":80,"protocol":"TCP"}': 0 },
    ],
    [
      'by the keys in full rather than in part',
      [{ port: 80 }, { port: 80, protocol: 'TCP' }],
      ['k:{"port":80,"protocol":"TCP"}'],
      { 'k:{"port":80,"protocol":"TCP"}': 1 },
    ],
    ['not by keys that contradict', [{ port: 80, protocol: 'UDP' }], ['k:{"port":80,"protocol":"TCP"}'], {}],
    ['not by keys of which there are none', [{ name: 'x' }], ['k:{"port":80,"protocol":"TCP"}'], {}],
    [
      'each item once',
      [{ port: 80 }, { port: 80 }],
      ['k:{"port":80,"protocol":"TCP"}', 'k:{"port":80,"protocol":"UDP"}'],
      { 'k:{"port":80,"protocol":"TCP"}': 0, 'k:{"port":80,"protocol":"UDP"}': 1 },
    ],
    [
      'the first where an item occurs twice',
      [{ name: 'a' }, { name: 'a' }],
      ['k:{"name":"a"}'],
      { 'k:{"name":"a"}': 0 },
    ],
    [
      'by keys of several makes',
      [{ name: 'a' }, { uid: 'u' }],
      ['k:{"name":"a"}', 'k:{"uid":"u"}'],
      { 'k:{"name":"a"}': 0, 'k:{"uid":"u"}': 1 },
    ],
    ['by value', ['a', 'b', 2, true], ['v:"b"', 'v:2', 'v:true', 'v:"2"'], { 'v:"b"': 1, 'v:2': 2, 'v:true': 3 }],
    ['by index', ['a', { name: 'x' }], ['i:1', 'i:5'], { 'i:1': 1 }],
    ['in an empty list', [], ['k:{"name":"a"}', 'v:"a"', 'i:0'], {}],
  ])('%s', (_, list, elements, expected) => {
    const set = FieldSet.of(...elements.map((element) => [element]));
    expect(Object.fromEntries(locateItems(list, set))).toEqual(expected);
    // An item of which only fields are owned is named all the same.
    const below = FieldSet.of(...elements.map((element) => [element, 'f:x']));
    expect(Object.fromEntries(locateItems(list, below))).toEqual(expected);
  });
});
