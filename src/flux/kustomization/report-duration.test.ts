import { describe, expect, it } from 'vitest';
import { jsonAt, type KubeObject } from '../../base/index.ts';
import type { Outcome, Progress } from '../../engine/index.ts';
import { progressOf } from './progress.ts';
import { reportKustomization } from './report.ts';

const start = Date.UTC(2026, 0, 1);
const owner: KubeObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: {
    name: 'app',
    namespace: 'flux-system',
    generation: 1,
    annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' },
  },
  spec: { interval: '10m', path: './', prune: true, sourceRef: { kind: 'GitRepository', name: 'app' } },
};
const first: Progress = {
  revision: 'a'.repeat(40),
  generation: '1',
  phase: 'succeeded',
  repair: false,
  startedAt: start - 3_000,
  finishedAt: start,
  attempt: 0,
  results: [],
  message: '',
};
const outcomeOf = (progress: Progress, now: number): Outcome =>
  ({
    delivery: {
      source: { display: `main@sha1:${progress.revision}` },
      prune: { enabled: true },
      wait: { kind: 'none' },
      intervalMs: 600_000,
    } as unknown as Outcome['delivery'],
    now,
    objects: [],
    awaited: [],
    inventory: [],
    progress,
    contested: [],
  }) as unknown as Outcome;

describe('the duration of a reconciliation', () => {
  const { patch, events } = reportKustomization(owner, outcomeOf(first, start), start);
  const told: KubeObject = { ...owner, status: patch?.patch['status'] };
  const tellsOf = (list: typeof events): string[] => list.map(({ message }) => message);

  it('is counted from the start of the run', () => {
    expect(tellsOf(events)).toEqual(['Reconciliation finished in 3s, next run in 10m0s']);
    expect(jsonAt(told, 'status', 'history', 0, 'lastReconciledDuration')).toBe('3s');
  });

  it('does not reach back to the last run where somebody asks for one later', () => {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': 'later' };
    const asked = { ...told, metadata: { ...told.metadata, annotations } };
    const later = start + 49_000;
    const report = reportKustomization(asked, outcomeOf(progressOf(asked)!, later), later);
    expect(tellsOf(report.events)).toEqual(['Reconciliation finished in 0s, next run in 10m0s']);
    expect(jsonAt(report.patch?.patch, 'status', 'history', 0, 'lastReconciledDuration')).toBe('0s');
  });
});
