import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../base/index.ts';
import { memoryTree } from '../../../source/index.ts';
import { explicitTypes, renderChoice } from './render-choice.ts';

const environment = { name: 'shop', namespace: 'prod', project: 'team' };
const commit = '0123456789abcdef0123456789abcdef01234567';
const info = { commit, author: '', email: '', date: 1_700_000_000_000, message: '' };
const cluster = { kubeVersion: 'v1.35.0', apiVersions: ['v1', 'v1/Pod'] };

/** How a source is rendered over a folder with these files. */
function choose(source: JsonObject, files: Readonly<Record<string, string>> = { 'app/kustomization.yaml': '' }) {
  return renderChoice({ path: 'app', ...source }, 'app', environment).choose(memoryTree(files), info, cluster);
}

function render(...given: Parameters<typeof choose>) {
  const chosen = choose(...given);
  if (chosen.kind !== 'options') expect.fail(JSON.stringify(chosen));
  return chosen.options;
}

describe('renderChoice', () => {
  it('looks at what lies in the folder where the source says nothing', () => {
    const silent = { kustomize: { namePrefix: '', images: [] }, directory: { include: '*.yaml' } };
    expect(render(silent)).toEqual({ kind: 'kustomize', dialect: 'argocd', profile: '5.8' });
    expect(render(silent, { 'app/a.yaml': '' })).toEqual({
      kind: 'directory',
      recurse: false,
      include: '*.yaml',
      dialect: 'argocd',
    });
    expect(render(silent, { 'app/Chart.yaml': '' })).toMatchObject({ kind: 'helm', releaseName: 'shop' });
  });

  it('has what argocd-cm says of kustomize, and asks the cluster only where charts are rendered', () => {
    const build = (flags: string, facts: typeof cluster | undefined) =>
      renderChoice({ path: 'app', kustomize: { apiVersions: ['x/v1'] } }, 'app', environment, {
        'kustomize.buildOptions': flags,
      }).choose(memoryTree({ 'app/kustomization.yaml': '' }), info, facts);
    expect(build('--load-restrictor LoadRestrictionsNone', undefined)).toMatchObject({
      options: { loadRestriction: 'none' },
    });
    expect(build('--enable-helm', undefined)).toMatchObject({ kind: 'needs-cluster' });
    expect(build('--enable-helm', cluster)).toMatchObject({
      options: { charts: { profile: '4.2', kubeVersion: 'v1.35.0', apiVersions: ['x/v1'], now: info.date } },
    });
    expect(build('--wrong', cluster)).toMatchObject({ kind: 'refused', problems: [{ code: 'invalid-settings' }] });
  });

  it('refuses an image that says no more than its name', () => {
    for (const image of ['nginx', 'localhost:5000/nginx', '']) {
      expect(choose({ kustomize: { images: [image] } })).toMatchObject({
        kind: 'refused',
        problems: [{ message: expect.stringContaining(`invalid format of image '${image}'`) }],
      });
    }
    expect(choose({ kustomize: { images: ['nginx=', 'nginx:1', 'a=b', 'c@sha256:1'] } }).kind).toBe('options');
  });

  it('is what the source names', () => {
    expect(render({ directory: { recurse: true } }).kind).toBe('directory');
    expect(render({ kustomize: { namePrefix: 'x-' } }, {}).kind).toBe('kustomize');
    expect(explicitTypes({ directory: { recurse: true }, kustomize: { namePrefix: 'x-' } })).toEqual([
      'Kustomize',
      'Directory',
    ]);
  });

  it('is what the parameters in the folder name, and says what it looked at', () => {
    const chosen = choose({}, { 'app/.argocd-source-shop.yaml': 'kustomize: {namePrefix: in-}\n', 'app/a.yaml': '' });
    expect(chosen).toMatchObject({ kind: 'options', options: { kind: 'kustomize', overrides: { namePrefix: 'in-' } } });
    expect(chosen.reads.map(({ kind, path }) => `${kind} ${path}`).filter((read) => read.includes('.argocd'))).toEqual([
      'file app/.argocd-source-shop.yaml',
      'missing app/.argocd-source.yaml',
    ]);
  });

  it('refuses two types, also where the folder names the second', () => {
    const files = { 'app/.argocd-source.yaml': 'kustomize: {namePrefix: in-}\n' };
    expect(choose({ directory: { recurse: true } }, files)).toMatchObject({
      kind: 'refused',
      problems: [{ message: expect.stringContaining('multiple application sources defined: Kustomize,Directory') }],
    });
  });

  it('puts the commit into what names it', () => {
    const kustomize = {
      images: ['web:$ARGOCD_APP_REVISION_SHORT'],
      commonLabels: { commit: '${ARGOCD_APP_REVISION_SHORT_8}' },
      commonAnnotations: { commit: '$ARGOCD_APP_REVISION' },
    };
    expect(render({ kustomize })).toMatchObject({
      overrides: {
        images: [{ name: 'web', newTag: '0123456' }],
        labels: { pairs: { commit: '01234567' } },
        annotations: { pairs: { commit: '$ARGOCD_APP_REVISION' } },
      },
    });
    expect(render({ kustomize: { ...kustomize, commonAnnotationsEnvsubst: true } })).toMatchObject({
      overrides: { annotations: { pairs: { commit } } },
    });
  });

  it.each([
    ['v4.5.7', '5.7'],
    ['5.7.1', '5.7'],
    ['v5.8.0', '5.8'],
    ['v6.0.0', '5.8'],
    ['custom', '5.8'],
  ])('builds version %s as %s', (version, profile) => {
    expect(render({ kustomize: { version } })).toMatchObject({ kind: 'kustomize', profile });
  });

  it('hands every field on', () => {
    const options = render({
      kustomize: {
        namespace: 'other',
        namePrefix: 'a-',
        nameSuffix: '-z',
        images: ['web=registry:5000/web:2', 'db@sha256:1', 'registry:5000/x:1'],
        replicas: [
          { name: 'web', count: 3 },
          { name: 'db', count: '2' },
        ],
        commonLabels: { team: 'a' },
        labelWithoutSelector: true,
        commonAnnotations: { app: '$ARGOCD_APP_NAME in ${ARGOCD_APP_NAMESPACE}$GONE', raw: 'a' },
        commonAnnotationsEnvsubst: true,
        forceCommonAnnotations: true,
        patches: [
          { patch: 'x', target: { kind: 'Deployment' }, options: { allowNameChange: true } },
          { path: 'p.yaml' },
        ],
        components: ['../c'],
        ignoreMissingComponents: true,
      },
    });
    expect(options.kind === 'kustomize' && options.overrides).toEqual({
      field: 'spec.source.kustomize',
      namespace: 'other',
      namePrefix: 'a-',
      nameSuffix: '-z',
      images: [
        { name: 'web', newName: 'registry:5000/web', newTag: '2' },
        { name: 'db', digest: 'sha256:1' },
        { name: 'registry:5000/x', newTag: '1' },
      ],
      replicas: [
        { name: 'web', count: 3 },
        { name: 'db', count: 2 },
      ],
      labels: { pairs: { team: 'a' }, force: false, withoutSelector: true, includeTemplates: false },
      annotations: { pairs: { app: 'shop in prod', raw: 'a' }, force: true },
      patches: [{ patch: 'x', target: { kind: 'Deployment' }, options: { allowNameChange: true } }, { path: 'p.yaml' }],
      components: ['../c'],
      ignoreMissingComponents: true,
    });
  });
});
