import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../base/index.ts';
import type { Authorizer, Subject } from '../../auth/index.ts';
import { roleAuthorizer } from '../../auth/index.ts';
import type { DeliveryRow } from '../../contract/index.ts';
import { DeliveryIndex } from '../delivery-index.ts';
import { DeliveryPages, type PageRequest } from './list-page.ts';
import { parseQuery } from './parse-query.ts';

const admin: Subject = { username: 'admin', role: 'admin', via: 'password', expiresAt: 0 };

function row(name: string, more: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    id: `Application/argocd/${name}`,
    kind: 'Application',
    dialect: 'argocd',
    namespace: 'argocd',
    name,
    project: 'default',
    cluster: { name: 'in-cluster', server: 'https://kubernetes.default.svc' },
    source: { kind: 'git', repo: 'https://git.example/shop.git', path: `apps/${name}`, target: 'main' },
    sync: { status: 'Synced' },
    health: { status: 'Healthy' },
    automated: true,
    suspended: false,
    changedAt: '2026-01-01T00:00:00Z',
    ...more,
  };
}

const index = new DeliveryIndex();
for (const each of [
  row('cart', { health: { status: 'Degraded' }, labels: { team: 'checkout', tier: '' } }),
  row('payments', { project: 'money', sync: { status: 'OutOfSync' }, labels: { team: 'money' } }),
  row('frontend', { project: 'money', health: { status: 'Progressing' }, changedAt: '2026-03-01T00:00:00Z' }),
  row('base', {
    id: 'Kustomization/flux-system/base',
    kind: 'Kustomization',
    dialect: 'flux',
    namespace: 'flux-system',
    project: undefined,
    changedAt: '2026-02-01T00:00:00Z',
    revision: { revision: 'c'.repeat(40), short: 'ccccccc', subject: 'Raise the limits' },
  }),
])
  index.put(each);
const pages = new DeliveryPages(index, roleAuthorizer);
const page = (request: PageRequest, subject = admin, from = pages) => from.page(subject, request, 'e.1');
const names = (q: string, more: PageRequest = {}) => page({ q, ...more }).items.map(({ name }) => name);

describe('a query', () => {
  it.each([
    ['', ['base', 'cart', 'frontend', 'payments']],
    ['cart', ['cart']],
    ['APPS/ front', ['frontend']],
    ['limits', ['base']],
    ['health:Degraded', ['cart']],
    ['health:degraded,progressing', ['cart', 'frontend']],
    ['health:Degraded health:Progressing', ['cart', 'frontend']],
    ['-health:Healthy', ['cart', 'frontend']],
    ['kind:Kustomization', ['base']],
    ['project:money -sync:OutOfSync', ['frontend']],
    ['namespace:argocd cluster:in-cluster', ['cart', 'frontend', 'payments']],
    ['repo:https://git.example/shop.git cart', ['cart']],
    ['label:team', ['cart', 'payments']],
    ['label:team=money', ['payments']],
    ['-label:team', ['base', 'frontend']],
    ['label:tier=', ['cart']],
    ['label:toString', []],
    ['"raise the"', ['base']],
    ['"raise limits"', []],
    ['-cart -"base"', ['frontend', 'payments']],
    ['health:Nothing', []],
  ])('%s', (q, expected) => {
    expect(names(q)).toEqual(expected);
  });

  it('tells what it could not read, and takes it as free text', () => {
    expect(parseQuery('healt:Degraded health: label:').problems.map(({ text }) => text)).toEqual([
      'healt:Degraded',
      'health:',
      'label:',
    ]);
    expect(names('healt:Degraded')).toEqual([]);
    expect(parseQuery('https://git.example').problems).toEqual([]);
    expect(parseQuery('"unclosed quote').free).toEqual([{ text: 'unclosed quote', not: false }]);
  });

  it('ends after fifty terms', () => {
    const query = parseQuery(Array.from({ length: 60 }, (_, at) => `w${at}`).join(' '));
    expect(query.free).toHaveLength(50);
    expect(query.problems).toHaveLength(1);
  });
});

describe('facets', () => {
  const counts = (q: string, word: string) =>
    Object.fromEntries(
      page({ q, facets: true })
        .facets!.find((facet) => facet.word === word)!
        .values.map(({ value, count }) => [value, count]),
    );

  it('count what the rest of the query leaves', () => {
    expect(counts('', 'health')).toEqual({ Healthy: 2, Degraded: 1, Progressing: 1 });
    expect(counts('project:money', 'health')).toEqual({ Healthy: 1, Progressing: 1 });
  });

  it('leave their own word out, so that another choice shows what it would give', () => {
    expect(counts('project:money', 'project')).toEqual({ money: 2, default: 1 });
    expect(counts('project:money health:Healthy', 'project')).toEqual({ money: 1 });
    expect(counts('project:money health:Healthy', 'health')).toEqual({ Healthy: 1, Progressing: 1 });
    expect(counts('project:money health:Healthy', 'sync')).toEqual({ OutOfSync: 1 });
  });

  it('name fifty values at most', () => {
    const large = new DeliveryIndex();
    for (let at = 0; at < 60; at += 1) large.put(row(`a${at}`, { project: `p${at}` }));
    const { facets } = page({ facets: true }, admin, new DeliveryPages(large, roleAuthorizer));
    const projects = facets!.find(({ word }) => word === 'project')!;
    expect([projects.values.length, projects.more]).toEqual([50, 10]);
  });
});

describe('order and pages', () => {
  it('sort by each field, both ways', () => {
    expect(names('', { sort: 'health' })).toEqual(['cart', 'frontend', 'payments', 'base']);
    expect(names('', { sort: 'changed', order: 'desc' })).toEqual(['frontend', 'base', 'cart', 'payments']);
    expect(names('', { sort: 'name', order: 'desc' })).toEqual(['payments', 'frontend', 'cart', 'base']);
    expect(names('', { sort: 'sync' })).toEqual(['payments', 'cart', 'frontend', 'base']);
  });

  it('group first, and tell how large the groups are', () => {
    const grouped = page({ group: 'project' });
    expect(grouped.items.map(({ name }) => name)).toEqual(['base', 'cart', 'frontend', 'payments']);
    expect(grouped.groups).toEqual([
      { value: '', count: 1, health: { Healthy: 1 } },
      { value: 'default', count: 1, health: { Degraded: 1 } },
      { value: 'money', count: 2, health: { Progressing: 1, Healthy: 1 } },
    ]);
  });

  it('go on behind the last row, also where that is gone', () => {
    const moving = new DeliveryIndex();
    for (const name of ['a', 'b', 'c', 'd']) moving.put(row(name));
    const from = new DeliveryPages(moving, roleAuthorizer);
    const first = page({ limit: 2 }, admin, from);
    expect([first.items.map(({ name }) => name), first.matched]).toEqual([['a', 'b'], 4]);
    moving.remove('Application/argocd/b');
    moving.put(row('bb'));
    const next = page({ limit: 2, cursor: first.next }, admin, from);
    expect(next.items.map(({ name }) => name)).toEqual(['bb', 'c']);
    expect(page({ limit: 2, cursor: next.next }, admin, from).next).toBeUndefined();
    expect(page({ limit: 1, offset: 2 }, admin, from).items.map(({ name }) => name)).toEqual(['c']);
  });

  it('begin anew where the cursor is none of ours', () => {
    for (const cursor of [
      'x',
      '',
      Buffer.from('[1,2,3]').toString('base64url'),
      Buffer.from('{}').toString('base64url'),
    ]) {
      expect(page({ cursor }).items).toHaveLength(4);
    }
  });

  it('hold only the fields that are asked for, and the id', () => {
    expect(page({ q: 'cart', fields: ['name', 'constructor'] }).items).toEqual([
      { id: 'Application/argocd/cart', name: 'cart' },
    ]);
  });
});

describe('an order that is renewed', () => {
  it('is the one that sorting everything gives', () => {
    const random = seededRandom(5);
    const moving = new DeliveryIndex();
    const kept = new DeliveryPages(moving, roleAuthorizer);
    const words = ['Healthy', 'Degraded', 'Missing'] as const;
    for (let round = 0; round < 200; round += 1) {
      for (let each = 0; each < 5; each += 1) {
        const name = `n${Math.floor(random.float() * 40)}`;
        if (random.float() < 0.3) moving.remove(`Application/argocd/${name}`);
        else
          moving.put(
            row(name, {
              health: { status: words[Math.floor(random.float() * 3)]! },
              project: `p${Math.floor(random.float() * 3)}`,
            }),
          );
      }
      for (const request of [{ sort: 'health', order: 'desc', group: 'project' }, {}] as const) {
        const fresh = new DeliveryPages(moving, roleAuthorizer);
        expect(page(request, admin, kept)).toEqual(page(request, admin, fresh));
      }
    }
  });
});

describe('what somebody may not read', () => {
  const filter: ReturnType<Authorizer['filter']> = ({ project }) => project === 'money';
  const authorizer: Authorizer = { may: (_, __, what) => filter(what), filter: () => filter };

  it('is in no row, count, total or group', () => {
    const seen = page({ facets: true, group: 'project' }, admin, new DeliveryPages(index, authorizer));
    expect(seen.items.map(({ name }) => name)).toEqual(['frontend', 'payments']);
    expect([seen.matched, seen.total]).toEqual([2, 2]);
    expect(JSON.stringify(seen)).not.toMatch(/cart|flux|default"/);
    const nothing = new DeliveryPages(index, { may: () => false, filter: () => 'none' });
    expect(page({ facets: true }, admin, nothing)).toMatchObject({ items: [], matched: 0, total: 0 });
  });
});

describe('ten thousand deliveries', () => {
  const large = new DeliveryIndex();
  const health = ['Healthy', 'Degraded', 'Progressing'] as const;
  for (let at = 0; at < 10_000; at += 1) {
    large.put(
      row(`app-${String(at).padStart(5, '0')}`, {
        project: `team-${at % 40}`,
        health: { status: health[at % 3]! },
        revision: {
          revision: 'd'.repeat(40),
          short: 'ddddddd',
          subject: `Change number ${at} of many`,
          author: 'Ada',
          time: '2026-01-01T00:00:00Z',
        },
      }),
    );
  }
  const from = new DeliveryPages(large, roleAuthorizer);

  it('are gone over once for a page with facets, and sorted once for many', () => {
    let visited = 0;
    const authorizer: Authorizer = { may: () => true, filter: () => () => ((visited += 1), true) };
    const counted = new DeliveryPages(large, authorizer);
    page({ facets: true, q: 'health:Degraded' }, admin, counted);
    expect(visited).toBe(10_000);
    page({ facets: true, q: 'team-1' }, admin, counted);
    expect(visited).toBe(20_000);
  });

  it('give a first page with facets in less than 60 kB', () => {
    const first = page({ facets: true }, admin, from);
    expect(first.items).toHaveLength(60);
    expect(JSON.stringify(first).length).toBeLessThan(60_000);
  });
});
