import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Json, jsonAt, type KubeObject } from '../../src/base/index.ts';
import { type DeliveryStage, eventually, type TestPlatform } from './delivery-stage.ts';
import { isLease, isWatch } from './kube-request.ts';

export const applicationKind = 'argoproj.io/Application';
export const kustomizationKind = 'kustomize.toolkit.fluxcd.io/Kustomization';

/** An Application of the control plane. */
export function applicationOf(stage: DeliveryStage, name: string): Promise<KubeObject> {
  return stage.cluster.get(applicationKind, 'argocd', name);
}

/** A Kustomization of `flux-system`. */
export function kustomizationOf(stage: DeliveryStage, name: string): Promise<KubeObject> {
  return stage.cluster.get(kustomizationKind, 'flux-system', name);
}

/** A condition of an object's status. */
export function conditionOf(object: KubeObject, type: string): Record<string, Json | undefined> | undefined {
  const conditions = jsonAt(object, 'status', 'conditions');
  const found = Array.isArray(conditions) ? conditions.find((one) => jsonAt(one, 'type') === type) : undefined;
  return found as Record<string, Json | undefined> | undefined;
}

/** Waits until an Application says that all is as in Git, of `revision` where one is given. */
export async function expectSynced(
  stage: DeliveryStage,
  name: string,
  options: { readonly revision?: string; readonly timeout?: number } = {},
): Promise<KubeObject> {
  return eventually(async () => {
    const app = await applicationOf(stage, name);
    expect(jsonAt(app, 'status', 'conditions') ?? []).toEqual([]);
    expect(jsonAt(app, 'status', 'sync', 'status')).toBe('Synced');
    expect(jsonAt(app, 'status', 'operationState', 'phase')).toBe('Succeeded');
    if (options.revision !== undefined) expect(jsonAt(app, 'status', 'sync', 'revision')).toBe(options.revision);
    return app;
  }, options.timeout);
}

/** Waits until a Kustomization says that what it asks for is applied, of `revision` where one is given. */
export async function expectApplied(
  stage: DeliveryStage,
  name: string,
  options: { readonly revision?: string; readonly timeout?: number } = {},
): Promise<KubeObject> {
  return eventually(async () => {
    const object = await kustomizationOf(stage, name);
    expect(conditionOf(object, 'Ready')).toMatchObject({ status: 'True', reason: 'ReconciliationSucceeded' });
    if (options.revision !== undefined) {
      expect(jsonAt(object, 'status', 'lastAppliedRevision')).toBe(`main@sha1:${options.revision}`);
    }
    return object;
  }, options.timeout);
}

/** Waits until an object holds these values. */
export async function expectData(
  cluster: DeliveryStage['cluster'],
  namespace: string,
  name: string,
  data: Readonly<Record<string, string>>,
  timeout?: number,
): Promise<void> {
  await eventually(async () => {
    expect((await cluster.get('ConfigMap', namespace, name))['data']).toEqual(data);
  }, timeout);
}

/** How many reconciles a controller of a platform has ended so far. */
export async function reconciles(platform: TestPlatform, controller: string): Promise<number> {
  const text = await platform.metrics.text();
  const lines = text.split('\n').filter((line) => line.startsWith('controller_runtime_reconcile_total{'));
  return lines
    .filter((line) => line.includes(`controller="${controller}"`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Waits until nothing but Leases and watches has gone through the proxy for `ms`. */
export async function quiet(stage: DeliveryStage, ms = 1_000, timeout = 30_000): Promise<void> {
  const end = Date.now() + timeout;
  for (;;) {
    const mark = stage.proxy.mark;
    await pause(ms);
    const asked = stage.proxy.since(mark).filter((request) => !isLease(request) && !isWatch(request));
    if (asked.length === 0) return;
    if (Date.now() > end)
      throw new Error(`still busy after ${timeout} ms: ${asked.length} requests in the last ${ms} ms`);
  }
}
