import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../base/index.ts';
import { ignoredPaths } from './ignore-rules.ts';

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web-1', namespace: 'a', labels: { tier: 'front' }, annotations: { note: 'x' } },
};
const paths = ['/spec/replicas'];

describe('ignored paths', () => {
  it.each([
    [undefined, true],
    [{}, true],
    [{ kind: 'Deployment' }, true],
    [{ kind: 'Deploy' }, false],
    [{ group: 'apps', version: 'v1', name: 'web-.*', namespace: 'a|b' }, true],
    [{ name: 'web' }, false],
    [{ labelSelector: 'tier in (front,back)' }, true],
    [{ labelSelector: 'tier=back' }, false],
    [{ annotationSelector: 'note' }, true],
    [{ annotationSelector: '!note' }, false],
  ])('hold for %o: %s', (target, holds) => {
    const rule = { paths, ...(target === undefined ? {} : { target }) };
    expect(ignoredPaths([rule])(deployment)).toEqual(holds ? paths : []);
  });

  it('refuse a target that is none', () => {
    expect(() => ignoredPaths([{ paths, target: { name: '(' } }])).toThrow(/error parsing regexp/);
    expect(() => ignoredPaths([{ paths, target: { labelSelector: 'a in' } }])).toThrow(/selector/);
  });
});
