import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { matchItems } from './match-items.ts';

/** Pairs as `desired-live element`. */
function pairs(desired: Json[], live: Json[]): string[] | undefined {
  return matchItems(desired, live)?.map((pair) => `${pair.desired ?? ''}-${pair.live ?? ''} ${pair.element}`);
}

describe('items that are the same', () => {
  it.each<[string, Json[], Json[], string[] | undefined]>([
    [
      'by name',
      [{ name: 'a' }, { name: 'b' }],
      [{ name: 'b' }, { name: 'c' }],
      ['0- k:{"name":"a"}', '1-0 k:{"name":"b"}', '-1 k:{"name":"c"}'],
    ],
    [
      'by port and protocol',
      [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 }],
      [
        { containerPort: 53, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
      ['0-1 k:{"containerPort":53,"protocol":"UDP"}', '1-0 k:{"containerPort":53,"protocol":"TCP"}'],
    ],
    [
      'by the next key where names are missing',
      [{ port: 80 }, { port: 81, name: 'x' }],
      [{ port: 81, name: 'y' }],
      ['0- k:{"port":80,"protocol":"TCP"}', '1-0 k:{"port":81,"protocol":"TCP"}'],
    ],
    [
      'by the next key where names occur twice',
      [
        { name: 'v', mountPath: '/a' },
        { name: 'v', mountPath: '/b' },
      ],
      [{ name: 'v', mountPath: '/b' }],
      ['0- k:{"mountPath":"/a"}', '1-0 k:{"mountPath":"/b"}'],
    ],
    ['of conditions by type', [{ type: 'Ready' }], [{ type: 'Ready', status: 'True' }], ['0-0 k:{"type":"Ready"}']],
    ['where there are none', [], [], []],
    ['where one list is empty', [{ name: 'a' }], [], ['0- k:{"name":"a"}']],
    ['not where nothing tells them apart', [{ x: 1 }], [{ x: 1 }], undefined],
    ['not where keys are no scalars', [{ name: {} }], [{ name: {} }], undefined],
    ['not of scalars', ['a'], ['a'], undefined],
    ['not of maps and scalars', [{ name: 'a' }], ['a'], undefined],
    ['not by members of the prototype', [{}], [{}], undefined],
  ])('%s', (_, desired, live, expected) => {
    expect(pairs(desired, live)).toEqual(expected);
  });
});
