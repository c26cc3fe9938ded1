import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../base/index.ts';
import { WriteOverlay } from './write-overlay.ts';

const at = (version: number, uid = 'u1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', uid, resourceVersion: String(version) },
});

describe('WriteOverlay', () => {
  it('shows a write until the watch has caught up with it', () => {
    const overlay = new WriteOverlay();
    overlay.put('a', at(10));
    expect(overlay.over('a', at(9))).toEqual(at(10));
    expect(overlay.over('a', undefined)).toEqual(at(10));
    expect(overlay.over('a', at(11))).toEqual(at(11));
    expect(overlay.caughtUp('a', { kind: 'modified', object: at(10), old: at(9) })).toBe(true);
    expect(overlay.over('a', at(9))).toEqual(at(9));
  });

  it('tells the echo of a write from news', () => {
    const overlay = new WriteOverlay();
    overlay.put('a', at(10));
    expect(overlay.caughtUp('a', { kind: 'modified', object: at(8), old: at(7) })).toBe(true);
    expect(overlay.caughtUp('a', { kind: 'modified', object: at(12), old: at(9) })).toBe(false);
    expect(overlay.caughtUp('a', { kind: 'modified', object: at(13), old: at(12) })).toBe(false);
  });

  it('compares versions as numbers, also beyond 2^53', () => {
    const overlay = new WriteOverlay();
    overlay.put('a', { ...at(0), metadata: { ...at(0).metadata, resourceVersion: '9007199254740993' } });
    const seen = { ...at(0), metadata: { ...at(0).metadata, resourceVersion: '9007199254740992' } };
    expect(overlay.over('a', seen)?.metadata.resourceVersion).toBe('9007199254740993');
  });

  it('hides a deleted object, but not one that took its name', () => {
    const overlay = new WriteOverlay();
    overlay.drop('a', at(10));
    expect(overlay.over('a', at(10))).toBeUndefined();
    expect(overlay.over('a', at(12, 'u2'))).toEqual(at(12, 'u2'));
    expect(overlay.caughtUp('a', { kind: 'deleted', object: at(11) })).toBe(true);
  });

  it('lets a deletion by somebody else be news', () => {
    const overlay = new WriteOverlay();
    overlay.put('a', at(10));
    expect(overlay.caughtUp('a', { kind: 'deleted', object: at(12) })).toBe(false);
    expect(overlay.over('a', undefined)).toBeUndefined();
  });

  it('does not bring back what the watch saw go before the answer to a write of it came', () => {
    const overlay = new WriteOverlay();
    expect(overlay.caughtUp('a', { kind: 'deleted', object: at(12) })).toBe(false);
    // The answer to a deletion with finalizers, say: the object as it was while it was being deleted.
    overlay.put('a', at(11));
    expect(overlay.over('a', undefined)).toBeUndefined();
    overlay.put('a', at(13, 'u2'));
    expect(overlay.over('a', undefined)).toEqual(at(13, 'u2'));
  });

  it('forgets a write of what is gone, though the watch tells of it with an older version', () => {
    const overlay = new WriteOverlay();
    overlay.put('a', at(10));
    expect(overlay.caughtUp('a', { kind: 'deleted', object: at(8) })).toBe(false);
    expect(overlay.over('a', undefined)).toBeUndefined();
  });
});
