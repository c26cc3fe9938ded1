/** Whole stories on a cluster that only stores, with a Git host that is real and a controller of a few lines. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/base/index.ts';
import { startGitHttpBackend } from '../cluster/git-http-backend.ts';
import { MemoryCluster } from '../cluster/memory-cluster.ts';
import { loadScenario } from '../model/load.ts';
import { runScenario } from './run.ts';

const git = promisify(execFile);
let root: string;
let cluster: MemoryCluster;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scenario-run-'));
  cluster = new MemoryCluster();
  cluster.react = (_, object) => {
    if (object?.kind === 'Kustomization') queueMicrotask(() => void reconcile(object));
  };
});

afterEach(() => rmSync(root, { recursive: true }));

const owner = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: app}
spec: {url: 'http://git.example/app.git'}
`;

/** Delivers one ConfigMap that holds the branch's newest commit, and says so. */
async function reconcile(object: KubeObject): Promise<void> {
  const { namespace = '', name = '', annotations } = object.metadata;
  const spec = object['spec'] as { url: string; suspend?: boolean };
  const status = object['status'] as { revision?: string; lastHandledReconcileAt?: string } | undefined;
  if (spec.suspend === true) return;
  const heads = await git('git', ['ls-remote', spec.url, 'refs/heads/main']).catch(() => ({ stdout: '' }));
  const revision = heads.stdout.slice(0, 40);
  const requestedAt = annotations?.['reconcile.fluxcd.io/requestedAt'];
  if (status?.revision === revision && status.lastHandledReconcileAt === requestedAt) return;
  cluster.store({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { revision } });
  cluster.store({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `app.${revision.slice(0, 7)}`, namespace },
    involvedObject: { kind: 'Kustomization', name },
    type: 'Normal',
    reason: 'Applied',
    message: `applied ${revision}`,
    count: 1,
  });
  const conditions = [
    { type: 'Ready', status: 'True', observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:00Z' },
  ];
  const handled = requestedAt === undefined ? {} : { lastHandledReconcileAt: requestedAt };
  cluster.store({ ...object, status: { revision, conditions, ...handled } });
}

async function run(scenario: string, files: Record<string, string> = { 'owner.yaml': owner }) {
  const folder = join(root, 'flux-story');
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  writeFileSync(join(folder, 'scenario.yaml'), scenario);
  return runScenario(loadScenario(root, 'flux-story'), {
    cluster,
    startGitHost: startGitHttpBackend,
    quietMs: 100,
    pollMs: 20,
  });
}

const story = (steps: string): string => `
title: A story
owners: [Kustomization/app]
given:
  - commit: {files: {app.yaml: one}}
  - apply: owner.yaml
steps:
${steps}
`;

describe('runScenario', () => {
  it('records owners, their new Events and the delivered objects at each point', async () => {
    const recording = await run(
      story(`
  - when: the first commit is there
    until: [{of: Kustomization/app, has: {status: {revision: C1}}}]
    then: first
  - when: a second comes
    do:
      - commit: {files: {app.yaml: two}}
      - reconcile: Kustomization/app
    until: [{of: ConfigMap/app, has: {data: {revision: C2}}}]
    then: second
  - when: nothing comes
    do: [{reconcile: Kustomization/app}]
    then: third
`),
    );
    expect([...recording.keys()]).toEqual(['first', 'second', 'third']);
    const [first, second, third] = [...recording.values()];
    expect(first!.owners['Kustomization/app']).toEqual({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      managers: [],
      metadata: {},
      spec: { url: 'http://git.example/app.git' },
      status: {
        conditions: [{ lastTransitionTime: 'T', observedGeneration: 1, status: 'True', type: 'Ready' }],
        revision: 'C1',
      },
    });
    expect(first!.events).toEqual({
      'Kustomization/app': [{ message: 'applied C1', reason: 'Applied', type: 'Normal' }],
    });
    expect(first!.objects).toMatchObject({ 'ConfigMap/app': { data: { revision: 'C1' } } });
    expect(second!.events['Kustomization/app']).toEqual([{ message: 'applied C2', reason: 'Applied', type: 'Normal' }]);
    expect(second!.owners['Kustomization/app']).toMatchObject({
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'request-1' } },
    });
    expect(third!.events['Kustomization/app']).toEqual([]);
  });

  it('waits for what is not recorded too, and records only named points', async () => {
    const recording = await run(
      story(`
  - when: the object is there
    until: [{of: ConfigMap/app, has: {data: {revision: C1}}}]
  - when: the owner is deleted
    do: [{delete: Kustomization/app}, {delete: ConfigMap/app}]
    until: [{of: Kustomization/app, gone: true}, {of: ConfigMap/app, gone: true}]
    then: gone
`),
    );
    expect([...recording.keys()]).toEqual(['gone']);
    expect(recording.get('gone')).toMatchObject({ owners: { 'Kustomization/app': null }, objects: {} });
  });

  it('says which expectation did not come true, and what was there instead', async () => {
    const telling = run(
      story(`
  - when: the first commit is there
    until: [{of: Kustomization/app, has: {status: {revision: C1}}}]
  - when: a miracle is waited for
    until: [{of: Kustomization/app, has: {status: {revision: C9}}}]
    within: 500ms
    then: never
`),
    );
    await expect(telling).rejects.toThrow(
      /flux-story, step "a miracle is waited for": Kustomization\/app has not .*C9.*; it is .*"revision":"C1"/,
    );
  });

  it('says when a controller does not finish', async () => {
    cluster.react = () => undefined;
    const telling = run(story(`\n  - {when: nobody works, within: 500ms, then: never}\n`));
    await expect(telling).rejects.toThrow(/Kustomization\/app has no Ready condition/);
  });

  it('leaves nothing behind, also after a failure, and begins anew', async () => {
    const failing = `\n  - {when: a, until: [{of: ConfigMap/app, gone: true}], within: 500ms, then: a}\n`;
    await expect(run(story(failing))).rejects.toThrow('ConfigMap/app is still there');
    const address = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'flux-story' };
    expect(await cluster.get(address)).toBeUndefined();
    expect(
      await cluster.list({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' }, 'flux-story'),
    ).toEqual([]);
  });

  it('leaves out Events that come in some runs only, and those of an earlier run', async () => {
    cluster.store({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'old', namespace: 'flux-story' },
      involvedObject: { kind: 'Kustomization', name: 'app' },
      reason: 'Old',
      message: 'long ago',
    });
    const text = story(
      `\n  - when: a\n    until: [{of: Kustomization/app, has: {status: {revision: C1}}}]\n    then: a\n`,
    );
    const recording = await run(text.replace('given:', 'sometimes: [applied]\ngiven:'));
    expect(recording.get('a')!.events).toEqual({ 'Kustomization/app': [] });
  });

  it('takes the Git host off the network and back', async () => {
    const recording = await run(
      story(`
  - when: the host is down
    until: [{of: Kustomization/app, has: {status: {revision: C1}}}]
    then: up
  - when: it is down
    do: [{host: down}, {reconcile: Kustomization/app}]
    until: [{of: Kustomization/app, has: {status: {lastHandledReconcileAt: request-1, revision: ''}}}]
    then: down
  - when: it is back
    do: [{host: up}, {reconcile: Kustomization/app}]
    until: [{of: Kustomization/app, has: {status: {revision: C1}}}]
    then: back
`),
    );
    expect(recording.get('back')!.owners).toMatchObject({
      'Kustomization/app': { spec: { url: 'http://git.example/app.git' } },
    });
  });

  it('puts commits, tags and addresses into manifests', async () => {
    const recording = await run(
      story(`
  - when: the owner names a commit
    do:
      - tag: v1
      - patch: {of: Kustomization/app, merge: {spec: {commit: 'commit:C1', also: 'http://git.example/x.git'}}}
    until: [{of: Kustomization/app, has: {spec: {commit: C1, also: 'http://git.example/x.git'}}}]
    then: named
`),
    );
    expect(recording.get('named')!.owners).toMatchObject({ 'Kustomization/app': { spec: { commit: 'C1' } } });
  });
});
