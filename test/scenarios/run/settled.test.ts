import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../src/base/index.ts';
import { unsettled } from './settled.ts';

function flux(rest: { annotations?: { [key: string]: string }; suspend?: boolean; status?: JsonObject }): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: {
      name: 'app',
      generation: 2,
      ...(rest.annotations === undefined ? {} : { annotations: rest.annotations }),
    },
    spec: { suspend: rest.suspend ?? false },
    status: rest.status ?? {},
  };
}

function ready(observedGeneration: number, ...more: JsonObject[]): JsonObject {
  return { conditions: [...more, { type: 'Ready', status: 'False', observedGeneration }] };
}

const requested = { 'reconcile.fluxcd.io/requestedAt': 'two' };

describe('unsettled, Flux', () => {
  it.each<[string, KubeObject, string | undefined]>([
    ['nothing written yet', flux({}), 'has no Ready condition'],
    ['an older generation', flux({ status: ready(1) }), 'has an unseen generation'],
    ['this generation, also when it failed', flux({ status: ready(2) }), undefined],
    ['at work', flux({ status: ready(2, { type: 'Reconciling', reason: 'Progressing' }) }), 'is progressing'],
    [
      'waiting to try again',
      flux({ status: ready(2, { type: 'Reconciling', reason: 'ProgressingWithRetry' }) }),
      undefined,
    ],
    ['asked', flux({ annotations: requested, status: ready(2) }), 'has an unhandled request'],
    ['answered', flux({ annotations: requested, status: { ...ready(2), lastHandledReconcileAt: 'two' } }), undefined],
    ['suspended', flux({ suspend: true, annotations: requested }), undefined],
  ])('%s', (_, owner, result) => {
    expect(unsettled(owner)).toBe(result);
  });

  it('says that a deleted object is still there', () => {
    const owner = flux({ status: ready(2) });
    expect(unsettled({ ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } })).toBe(
      'is being deleted',
    );
  });
});

describe('unsettled, Argo CD', () => {
  const application = (
    status: JsonObject,
    rest: JsonObject = {},
    annotations: { [key: string]: string } = {},
  ): KubeObject => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'app', annotations },
    status,
    ...rest,
  });
  const reconciledAt = '2026-01-01T00:00:00Z';

  it.each<[string, KubeObject, string | undefined]>([
    ['nothing written yet', application({}), 'was never reconciled'],
    ['compared', application({ reconciledAt }), undefined],
    ['refused', application({ conditions: [{ type: 'InvalidSpecError' }] }), undefined],
    [
      'an operation to start',
      application({ reconciledAt }, { operation: {} }),
      'has an operation that was not started',
    ],
    [
      'a running one',
      application({ reconciledAt, operationState: { phase: 'Running' } }),
      'has an operation that is Running',
    ],
    ['a failed one', application({ reconciledAt, operationState: { phase: 'Failed' } }), undefined],
    [
      'a refresh',
      application({ reconciledAt }, {}, { 'argocd.argoproj.io/refresh': 'hard' }),
      'has an unhandled refresh',
    ],
  ])('%s', (_, owner, result) => {
    expect(unsettled(owner)).toBe(result);
  });

  it('never waits for a project', () => {
    expect(unsettled({ ...application({}), kind: 'AppProject' })).toBeUndefined();
  });
});
