import { describe, expect, it } from 'vitest';
import type { HealthStatus, ObjectState } from '../../../engine/index.ts';
import { stateOf } from '../../../engine/testing/index.ts';
import { applicationOf } from '../../testing/builders.ts';
import { applicationHealth, healthStatusOf } from './health-status.ts';

function part(name: string, status: HealthStatus | undefined, changes: Partial<ObjectState> = {}): ObjectState {
  const health = status === undefined ? undefined : { status, message: 'why' };
  return { ...stateOf(name, { health }), ...changes };
}

const owner = applicationOf();
const missing = (name: string): ObjectState => stateOf(name, { sync: 'missing', live: undefined });
const healthOf = (...objects: ObjectState[]) => applicationHealth(owner, objects);

describe('the health of an Application', () => {
  it.each<[string, ObjectState[], HealthStatus, string]>([
    ['without objects', [], 'Healthy', ''],
    ['of objects that have none', [part('a', undefined)], 'Healthy', ''],
    ['of healthy objects', [part('a', 'Healthy'), part('b', 'Healthy')], 'Healthy', ''],
    ['is the worst', [part('a', 'Degraded'), part('b', 'Progressing')], 'Degraded', 'Caused by ConfigMap:default/a'],
    [
      'names all that are as bad',
      [part('a', 'Suspended'), part('b', 'Suspended')],
      'Suspended',
      'Caused by ConfigMap:default/a, ConfigMap:default/b',
    ],
    ['does not count what is absent', [part('a', 'Healthy'), missing('b')], 'Healthy', ''],
    ['is Missing where all are absent', [missing('a'), missing('b')], 'Missing', ''],
    [
      'names three, and how many more',
      ['a', 'b', 'c', 'd', 'e'].map((name) => part(name, 'Progressing')),
      'Progressing',
      'Caused by ConfigMap:default/a, ConfigMap:default/b, ConfigMap:default/c and 2 more',
    ],
    [
      'names groups, and no namespace where there is none',
      [part('a', 'Degraded', { key: { group: 'example.com', kind: 'Widget', namespace: '', name: 'a' } })],
      'Degraded',
      'Caused by example.com/Widget:a',
    ],
  ])('%s', (_what, objects, status, message) => {
    expect(healthOf(...objects)).toEqual({ status, message });
  });

  it('leaves out what asks for it', () => {
    const live = stateOf('a').live!;
    const annotations = { 'argocd.argoproj.io/ignore-healthcheck': 'true' };
    const ignored = part('a', 'Degraded', { live: { ...live, metadata: { ...live.metadata, annotations } } });
    expect(healthOf(ignored, part('b', 'Progressing')).status).toBe('Progressing');
  });

  it('counts Applications that it delivers, but not itself, and not those of which nothing is known', () => {
    const application = (name: string, status: HealthStatus) =>
      part(name, status, { key: { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name } });
    expect(healthOf(application('child', 'Degraded')).status).toBe('Degraded');
    expect(healthOf(application('shop', 'Degraded')).status).toBe('Healthy');
    expect(healthOf(application('child', 'Unknown'), application('other', 'Missing')).status).toBe('Healthy');
  });
});

describe('healthStatusOf', () => {
  const now = Date.UTC(2026, 0, 1);
  const before = { status: 'Progressing', lastTransitionTime: '2025-01-01T00:00:00Z', message: 'Caused by a' };
  const known = applicationOf({}, { status: { health: before } });

  it('keeps time and words while the status is the same', () => {
    expect(healthStatusOf(known, { status: 'Progressing', message: 'Caused by b' }, now)).toEqual(before);
  });

  it('has new ones with a new status', () => {
    const lastTransitionTime = '2026-01-01T00:00:00Z';
    expect(healthStatusOf(known, { status: 'Healthy', message: '' }, now)).toEqual({
      status: 'Healthy',
      lastTransitionTime,
    });
    expect(healthStatusOf(applicationOf(), { status: 'Degraded', message: 'Caused by b' }, now)).toEqual({
      status: 'Degraded',
      lastTransitionTime,
      message: 'Caused by b',
    });
  });
});
