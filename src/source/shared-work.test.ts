import { describe, expect, it } from 'vitest';
import { SharedWork } from './shared-work.ts';

interface Deferred {
  readonly resolve: (value: string) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal;
}

/** Work whose end the test decides. */
function deferredWork(): { readonly begun: Deferred[]; readonly work: (signal: AbortSignal) => Promise<string> } {
  const begun: Deferred[] = [];
  const work = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      begun.push({ resolve, reject, signal });
    });
  return { begun, work };
}

describe('shared work', () => {
  it('is done once for all who ask meanwhile, a key', async () => {
    const shared = new SharedWork<string>();
    const { begun, work } = deferredWork();
    const asked = [
      shared.run('a', undefined, work),
      shared.run('a', undefined, work),
      shared.run('b', undefined, work),
    ];
    expect(begun).toHaveLength(2);
    begun[0]?.resolve('one');
    begun[1]?.resolve('two');
    expect(await Promise.all(asked)).toEqual(['one', 'one', 'two']);
    const again = shared.run('a', undefined, work);
    expect(begun).toHaveLength(3);
    begun[2]?.resolve('three');
    expect(await again).toBe('three');
  });

  it('fails for all, and is begun anew by the next', async () => {
    const shared = new SharedWork<string>();
    const { begun, work } = deferredWork();
    const asked = [1, 2].map(() => shared.run('a', undefined, work));
    begun[0]?.reject(new Error('no'));
    for (const each of asked) await expect(each).rejects.toThrow('no');
    const again = shared.run('a', undefined, work);
    begun[1]?.resolve('yes');
    expect(await again).toBe('yes');
  });

  it('goes on while one still waits, and ends when nobody does', async () => {
    const shared = new SharedWork<string>();
    const { begun, work } = deferredWork();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = shared.run('a', one.signal, work);
    const second = shared.run('a', two.signal, work);
    one.abort(new Error('one'));
    await expect(first).rejects.toThrow('one');
    expect(begun[0]?.signal.aborted).toBe(false);
    two.abort(new Error('two'));
    await expect(second).rejects.toThrow('two');
    expect(begun[0]?.signal.aborted).toBe(true);
    // One who comes after that does not get what was given up.
    const third = shared.run('a', undefined, work);
    begun[1]?.resolve('fresh');
    expect(await third).toBe('fresh');
  });

  it('is not begun for one who has given up before', async () => {
    const { begun, work } = deferredWork();
    await expect(new SharedWork<string>().run('a', AbortSignal.abort(new Error('early')), work)).rejects.toThrow(
      'early',
    );
    expect(begun).toEqual([]);
  });

  it('that ended well is not aborted afterwards', async () => {
    const shared = new SharedWork<string>();
    const { begun, work } = deferredWork();
    const asked = shared.run('a', undefined, work);
    begun[0]?.resolve('done');
    await asked;
    expect(begun[0]?.signal.aborted).toBe(false);
  });
});
