import { describe, expect, it } from 'vitest';
import { type KubeObject, ManualClock } from '../../base/index.ts';
import { type Informer, KubeError } from '../../kube/index.ts';
import { apiResource } from '../../../test/support/kube-resources.ts';
import { OwnerRegister } from './owner-register.ts';

const never = new AbortController().signal;

/** An informer of one kind, filled when the test says so. */
function informerOf(kind: string, ...names: readonly string[]) {
  const filled = Promise.withResolvers<void>();
  const state: { error?: Error; synced: boolean } = { synced: false };
  const objects = names.map((name): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'owners' },
  }));
  const informer: Informer = {
    resource: apiResource('test.dev', `${kind.toLowerCase()}s`, kind),
    synced: () => filled.promise,
    get: (namespace, name) =>
      state.synced
        ? objects.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)
        : undefined,
    list: () => objects,
    subscribe: () => () => undefined,
    lastError: () => state.error,
  };
  return {
    informer,
    state,
    fill: async (): Promise<void> => {
      state.synced = true;
      filled.resolve();
      await filled.promise;
    },
  };
}

const owner = (kind: string, name: string) => ({ kind, namespace: 'owners', name });

describe('owners', () => {
  it('count as being there until they are known, then as they are', async () => {
    const register = new OwnerRegister(() => undefined);
    expect(register.exists(owner('App', 'a'))).toBe(true);
    const apps = informerOf('App', 'a');
    register.add('App', apps.informer);
    expect(register.exists(owner('App', 'b'))).toBe(true);
    await apps.fill();
    expect(register.exists(owner('App', 'a'))).toBe(true);
    expect(register.exists(owner('App', 'b'))).toBe(false);
    expect(register.exists({ ...owner('App', 'a'), namespace: 'other' })).toBe(false);
  });

  it('of a kind that is not served are not there, once all kinds have been looked for', async () => {
    const register = new OwnerRegister(() => undefined);
    expect(register.exists(owner('Other', 'a'))).toBe(true);
    await register.complete(new ManualClock(), never);
    expect(register.exists(owner('Other', 'a'))).toBe(false);
  });

  it('are waited for before the first of them is looked at', async () => {
    const clock = new ManualClock();
    const register = new OwnerRegister(() => undefined);
    const apps = informerOf('App');
    const kustomizations = informerOf('Kustomization');
    register.add('App', apps.informer);
    register.add('Kustomization', kustomizations.informer);
    let settled = false;
    const waiting = register.settled(never).then(() => (settled = true));
    const complete = register.complete(clock, never);
    await apps.fill();
    await clock.advance(200);
    expect(settled).toBe(false);
    await kustomizations.fill();
    await clock.advance(0);
    await Promise.all([complete, waiting]);
    expect(settled).toBe(true);
  });

  it('that may not be listed hold nobody up, and count as being there', async () => {
    const clock = new ManualClock();
    const register = new OwnerRegister(() => undefined);
    const apps = informerOf('App');
    apps.state.error = new KubeError('forbidden', 'applications is forbidden');
    register.add('App', apps.informer);
    const complete = register.complete(clock, never);
    await clock.advance(100);
    await complete;
    await register.settled(never);
    expect(register.exists(owner('App', 'a'))).toBe(true);
  });

  it('of a kind that comes later are told of when they are known', async () => {
    let told = 0;
    const register = new OwnerRegister(() => (told += 1));
    const early = informerOf('App');
    register.add('App', early.informer);
    await early.fill();
    await register.complete(new ManualClock(), never);
    const late = informerOf('Kustomization');
    register.add('Kustomization', late.informer);
    expect(register.exists(owner('Kustomization', 'a'))).toBe(true);
    expect(told).toBe(0);
    await late.fill();
    expect(told).toBe(1);
    expect(register.exists(owner('Kustomization', 'a'))).toBe(false);
  });

  it('are not waited for by who is stopped', async () => {
    const register = new OwnerRegister(() => undefined);
    const stop = new AbortController();
    const waiting = register.settled(stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
