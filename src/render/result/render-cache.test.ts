import { describe, expect, it } from 'vitest';
import { memoryTree } from '../../source/index.ts';
import { limitsOf } from '../limits.ts';
import { RecordingTree } from '../tree/index.ts';
import { RenderCache } from './render-cache.ts';
import type { RenderRequest } from '../renderer.ts';

const request: RenderRequest = {
  tree: { kind: 'inline', files: {} },
  path: 'app',
  options: { kind: 'directory', dialect: 'argocd', recurse: false },
};

const limits = limitsOf(request.options);

/** Keeps bytes for the reads of `app/a.yaml` with this content. */
function keep(cache: RenderCache, content: string, bytes: Uint8Array, asked = request): void {
  const tree = new RecordingTree(memoryTree({ 'app/a.yaml': content }));
  tree.read('app/a.yaml');
  cache.set(asked, limits, tree.reads(), bytes);
}

function get(cache: RenderCache, content: string, asked = request): Uint8Array | undefined {
  return cache.get(asked, limits, memoryTree({ 'app/a.yaml': content, 'other.yaml': '' }))?.bytes;
}

describe('RenderCache', () => {
  it('gives the result whose reads hold', () => {
    const cache = new RenderCache({ maxBytes: 10_000 });
    keep(cache, 'one', Buffer.from('result one'));
    keep(cache, 'two', Buffer.from('result two'));
    expect(['one', 'two', 'three'].map((content) => get(cache, content)?.toString())).toEqual([
      'result one',
      'result two',
      undefined,
    ]);
  });

  it.each<[string, Partial<RenderRequest>]>([
    ['path', { path: 'other' }],
    ['repository', { affinity: 'other' }],
    ['ignore rules', { ignore: '' }],
    ['options', { options: { kind: 'directory', recurse: true, dialect: 'argocd', include: 'a*' } }],
  ])('keeps apart results of another %s', (_, change) => {
    const cache = new RenderCache({ maxBytes: 10_000 });
    keep(cache, 'one', Buffer.from('result'));
    expect(get(cache, 'one', { ...request, ...change })).toBeUndefined();
    expect(cache.get(request, { ...limits, maxObjects: 1 }, memoryTree({ 'app/a.yaml': 'one' }))).toBeUndefined();
    expect(get(cache, 'one', { ...request, priority: 'high' })).toBeDefined();
  });

  it('forgets what was used least lately once it holds too much', () => {
    const cache = new RenderCache({ maxBytes: 10_000 });
    for (const path of ['a', 'b', 'c']) {
      keep(cache, 'one', new Uint8Array(4000), { ...request, path });
      get(cache, 'one', { ...request, path: 'a' });
    }
    expect(['a', 'b', 'c'].map((path) => get(cache, 'one', { ...request, path }) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('keeps the eight results last made of one request', () => {
    const cache = new RenderCache({ maxBytes: 1_000_000 });
    const contents = Array.from({ length: 10 }, (_, at) => `content ${at}`);
    for (const content of contents) keep(cache, content, Buffer.from(content));
    expect(contents.map((content) => get(cache, content) !== undefined)).toEqual(contents.map((_, at) => at >= 2));
  });

  it('keeps the same result once', () => {
    const cache = new RenderCache({ maxBytes: 1_000_000 });
    keep(cache, 'other', Buffer.from('other'));
    for (let round = 0; round < 20; round += 1) keep(cache, 'one', Buffer.from(`round ${round}`));
    expect(get(cache, 'one')?.toString()).toBe('round 19');
    expect(get(cache, 'other')?.toString()).toBe('other');
  });

  it('keeps no result that follows from no content, nor one larger than the cache', () => {
    const cache = new RenderCache({ maxBytes: 1000 });
    cache.set(request, limits, [], Buffer.from('timed out'));
    expect(get(cache, 'one')).toBeUndefined();
    keep(cache, 'one', new Uint8Array(2000));
    expect(get(cache, 'one')).toBeUndefined();
  });
});
