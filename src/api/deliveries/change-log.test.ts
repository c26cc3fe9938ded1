import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChangeLog } from './change-log.ts';

describe('a log of changes', () => {
  it('tells each key once, at its last change', () => {
    const log = new ChangeLog();
    for (const key of ['a', 'b', 'a', 'c', 'a']) log.touch(key);
    expect(log.since(0, 10)).toEqual({ keys: ['b', 'c', 'a'], upTo: 5 });
    expect(log.since(4, 10)).toEqual({ keys: ['a'], upTo: 5 });
    expect(log.since(5, 10)).toEqual({ keys: [], upTo: 5 });
    expect(log.size).toBe(3);
  });

  it('is told in parts', () => {
    const log = new ChangeLog();
    for (const key of ['a', 'b', 'c']) log.touch(key);
    expect(log.since(0, 2)).toEqual({ keys: ['a', 'b'], upTo: 2 });
    expect(log.since(2, 2)).toEqual({ keys: ['c'], upTo: 3 });
  });

  it('knows below which number something was forgotten', () => {
    const log = new ChangeLog();
    for (const key of ['a', 'b', 'c']) log.touch(key);
    log.forget('b');
    log.forget('nothing');
    expect([log.floor, log.size, log.since(0, 10).keys]).toEqual([2, 2, ['a', 'c']]);
    log.forget('c');
    log.touch('d');
    expect(log.since(0, 10).keys).toEqual(['a', 'd']);
  });

  it('loses nothing for a reader that comes now and then, whatever happens between', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 3 }))), (steps) => {
        const log = new ChangeLog();
        const state = new Map<string, number>();
        const seen = new Map<string, number>();
        let at = 0;
        const read = (max: number): void => {
          const { keys, upTo } = log.since(at, max);
          for (const key of keys) seen.set(key, state.get(key)!);
          at = upTo;
        };
        for (const [step, what] of steps.entries()) {
          if (typeof what === 'number') read(what);
          else {
            state.set(what, step);
            log.touch(what);
          }
        }
        for (let round = 0; round < 5; round += 1) read(1);
        expect(seen).toEqual(state);
      }),
    );
  });
});
