import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadScenario, loadScenarios } from './load.ts';
import { type Action, pointsOf } from './scenario.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scenarios-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, name, path, '..'), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
}

function load(scenario: string, name = 'flux-a', files: Record<string, string> = {}) {
  write(name, { 'scenario.yaml': scenario, ...files });
  return loadScenario(root, name);
}

function filesOf(action: Action | undefined): ReadonlyMap<string, Uint8Array> {
  if (action?.kind !== 'commit') throw new Error('no commit');
  return action.commit.files;
}

const step = 'steps: [{when: it happens, then: done}]';

describe('loadScenario', () => {
  it('fills in what is not said', () => {
    const scenario = load(`title: A\n${step}`);
    expect(scenario).toMatchObject({
      name: 'flux-a',
      dialect: 'flux',
      needs: [],
      namespaces: [],
      sometimes: [],
      given: [],
      steps: [{ when: 'it happens', do: [], until: [], withinMs: 60_000, settled: true, point: 'done' }],
    });
    expect(scenario.owners).toEqual([
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        namespace: 'flux-a',
        name: 'app',
        text: 'GitRepository/app',
      },
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        namespace: 'flux-a',
        name: 'app',
        text: 'Kustomization/app',
      },
    ]);
  });

  it('puts Applications into argocd', () => {
    expect(load(`title: A\n${step}`, 'argocd-a').owners).toMatchObject([
      { kind: 'Application', namespace: 'argocd', name: 'argocd-a' },
    ]);
  });

  it('reads subjects of other namespaces and of none', () => {
    const scenario = load(`title: A\nowners: [ConfigMap/elsewhere/x, Namespace/y]\n${step}`);
    expect(scenario.owners).toMatchObject([
      { namespace: 'elsewhere', name: 'x' },
      { namespace: '', name: 'y' },
    ]);
  });

  it('reads every action', () => {
    const actions = `
given:
  - commit: repository
  - commit: {from: repository, files: {b/c.txt: c}, remove: [a.txt], force: true, branch: next, repository: other, message: Why}
  - apply: owner.yaml
  - tag: v1
  - tag: {name: v2, branch: next, repository: other}
  - patch: {of: ConfigMap/x, merge: {data: {a: b}}, manager: somebody}
  - delete: ConfigMap/x
  - host: down
  - host: up
  - drop: app
  - reconcile: Kustomization/app
  - refresh: Application/a
  - refresh-hard: Application/a
  - operate: {of: Application/a, operation: {sync: {}}}
`;
    const { given } = load(`title: A\n${actions}${step}`, 'flux-a', {
      'repository/a.txt': 'a',
      'repository/deep/.hidden': 'h',
      'owner.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: y}\n',
    });
    expect(given.map(({ kind }) => kind)).toEqual(
      'commit commit apply tag tag patch delete host host drop reconcile refresh refresh operate'.split(' '),
    );
    const [whole, partly, apply] = given;
    expect(whole).toMatchObject({
      commit: { repository: 'app', branch: 'main', force: false, remove: [], message: undefined },
    });
    expect([...filesOf(whole).keys()]).toContain('a.txt');
    expect(partly).toMatchObject({
      commit: { repository: 'other', branch: 'next', force: true, remove: ['a.txt'], message: 'Why' },
    });
    expect(filesOf(partly).get('b/c.txt')).toEqual(Buffer.from('c'));
    expect(apply).toMatchObject({
      objects: [{ metadata: { name: 'x', namespace: 'flux-a' } }, { metadata: { name: 'y' } }],
    });
    expect(given.slice(3, 5)).toMatchObject([
      { repository: 'app', branch: 'main', name: 'v1' },
      { repository: 'other', branch: 'next' },
    ]);
    expect(given[12]).toMatchObject({ hard: true });
  });

  it('names the points, not the steps between them', () => {
    const scenario = load('title: A\nsteps: [{when: a, then: one}, {when: b}, {when: c, then: two}]');
    expect(pointsOf(scenario)).toEqual(['one', 'two']);
  });

  it.each([
    ['no title', step, 'title is not a text'],
    ['no steps', 'title: A', 'steps is not a list'],
    ['no points', 'title: A\nsteps: [{when: a}]', 'no step records a point'],
    ['a point twice', 'title: A\nsteps: [{when: a, then: x}, {when: b, then: x}]', 'two steps record the point x'],
    ['a point that is no file name', 'title: A\nsteps: [{when: a, then: ../x}]', 'steps[0].then: ../x is no file name'],
    ['a stray member', `title: A\nwho: me\n${step}`, 'the scenario has who, which means nothing'],
    ['a stray member of a step', 'title: A\nsteps: [{when: a, then: b, wait: 3}]', 'steps[0] has wait'],
    ['an unknown capability', `title: A\nneeds: [magic]\n${step}`, 'there is no capability magic'],
    ['an unknown kind', `title: A\nowners: [Gadget/x]\n${step}`, 'scenarios know no kind Gadget'],
    ['a subject without a name', `title: A\nowners: [Kustomization]\n${step}`, 'Kustomization is not Kind/name'],
    ['an unknown action', `title: A\ngiven: [{pray: hard}]\n${step}`, 'given[0]: nobody knows how to pray'],
    ['two actions in one', `title: A\ngiven: [{host: up, drop: app}]\n${step}`, 'given[0] is not one action'],
    ['no action', `title: A\ngiven: [{}]\n${step}`, 'given[0] is not one action'],
    ['a folder that is not there', `title: A\ngiven: [{commit: nowhere}]\n${step}`, 'there is no folder nowhere'],
    ['a file that is not there', `title: A\ngiven: [{apply: nowhere.yaml}]\n${step}`, 'nowhere.yaml: ENOENT'],
    ['a wrong state of the host', `title: A\ngiven: [{host: sideways}]\n${step}`, 'host is down or up'],
    ['no duration', 'title: A\nsteps: [{when: a, then: b, within: soon}]', 'steps[0].within is no duration'],
    [
      'an expectation of nothing',
      'title: A\nsteps: [{when: a, then: b, until: [{of: ConfigMap/x}]}]',
      'until.has is not a map',
    ],
    ['two documents', `title: A\n${step}\n---\na: b`, 'expected one YAML document'],
    ['broken YAML', 'title: [', 'scenario.yaml: '],
  ])('refuses %s', (_, scenario, message) => {
    expect(() => load(scenario)).toThrow(message);
  });

  it('refuses manifests that are none', () => {
    const files = { 'owner.yaml': 'replicas: 3\n' };
    expect(() => load(`title: A\ngiven: [{apply: owner.yaml}]\n${step}`, 'flux-a', files)).toThrow(
      'holds what is no Kubernetes object',
    );
  });

  it('refuses a folder of no dialect, and one without a scenario', () => {
    expect(() => load(`title: A\n${step}`, 'helm-a')).toThrow('is called neither flux-… nor argocd-…');
    mkdirSync(join(root, 'flux-empty'));
    expect(() => loadScenario(root, 'flux-empty')).toThrow('there is no such file');
  });
});

describe('loadScenarios', () => {
  it('reads all folders in order', () => {
    for (const name of ['flux-b', 'argocd-a', 'flux-a']) write(name, { 'scenario.yaml': `title: A\n${step}` });
    writeFileSync(join(root, 'readme.txt'), '');
    expect(loadScenarios(root).map(({ name }) => name)).toEqual(['argocd-a', 'flux-a', 'flux-b']);
  });
});
