import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../base/index.ts';
import { explicitTypes, renderOptions } from './render-options.ts';

const environment = { name: 'shop', namespace: 'prod', project: 'team' };
const render = (source: JsonObject) => renderOptions({ path: 'app', ...source }, environment);

describe('renderOptions', () => {
  it('looks at what lies in the folder where the source says nothing', () => {
    expect(render({ kustomize: { namePrefix: '', images: [] }, directory: { include: '*.yaml' } })).toEqual({
      kind: 'detect',
      directory: { kind: 'directory', recurse: false, include: '*.yaml', dialect: 'argocd' },
      kustomize: { kind: 'kustomize', dialect: 'argocd', profile: '5.8' },
    });
  });

  it('is what the source names', () => {
    expect(render({ directory: { recurse: true } }).kind).toBe('directory');
    expect(render({ kustomize: { namePrefix: 'x-' } }).kind).toBe('kustomize');
    expect(explicitTypes({ directory: { recurse: true }, kustomize: { namePrefix: 'x-' } })).toEqual([
      'Kustomize',
      'Directory',
    ]);
  });

  it.each([
    ['v4.5.7', '5.7'],
    ['5.7.1', '5.7'],
    ['v5.8.0', '5.8'],
    ['v6.0.0', '5.8'],
    ['custom', '5.8'],
  ])('builds version %s as %s', (version, profile) => {
    expect(render({ kustomize: { version } })).toMatchObject({ kind: 'kustomize', profile, wanted: version });
  });

  it('hands every field on', () => {
    const options = render({
      kustomize: {
        namespace: 'other',
        namePrefix: 'a-',
        nameSuffix: '-z',
        images: ['web=registry:5000/web:2', 'db@sha256:1', 'registry:5000/x'],
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
        { name: 'registry:5000/x' },
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
