import { describe, expect, it } from 'vitest';
import type { About, SearchHit } from '../api/index.ts';
import { entriesOf, splitAction } from './entries.ts';

const kinds = [{ kind: 'Application', actions: ['sync', 'refresh'] }] as unknown as About['kinds'];
const hits: SearchHit[] = [
  { delivery: 'Application/argocd/cart', health: 'Healthy', sync: 'OutOfSync' },
  { delivery: 'Kustomization/flux-system/cart', health: 'Healthy' },
  {
    delivery: 'Application/argocd/cart',
    object: { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'cart' },
    health: 'Degraded',
  },
];

describe('the palette', () => {
  it('offers lists at first', () => {
    expect(entriesOf('', [], kinds).map(({ title }) => title)).toContain('What is degraded');
  });

  it('offers what was found, objects with their delivery', () => {
    expect(entriesOf('cart', hits, kinds)).toMatchObject([
      { title: 'cart', hint: 'Application in argocd', state: 'OutOfSync' },
      { title: 'cart', hint: 'Kustomization in flux-system' },
      { title: 'cart', hint: 'Deployment of cart', object: 'apps/Deployment/shop/cart' },
    ]);
  });

  it('offers an action for each delivery that has it', () => {
    expect(splitAction('Sync cart')).toEqual({ action: 'sync', words: 'cart' });
    expect(entriesOf('sync cart', hits, kinds)).toMatchObject([
      { title: 'Sync cart', ask: 'sync', delivery: 'Application/argocd/cart' },
    ]);
  });
});
