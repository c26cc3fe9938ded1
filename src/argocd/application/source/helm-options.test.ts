import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../base/index.ts';
import { createInlineRenderer } from '../../../render/index.ts';
import { memoryTree } from '../../../source/index.ts';
import { renderChoice } from './render-choice.ts';

const application = { name: 'team_shop', namespace: 'prod', project: 'default' };
const commit = { commit: '0123456789abcdef', author: '', email: '', date: 1_700_000_000_000, message: '' };
const cluster = { kubeVersion: 'v1.35.0', apiVersions: ['apps/v1', 'apps/v1/Deployment'] };

const files = {
  'app/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'app/values.yaml': 'a: chart\nb: chart\n',
  'app/templates/a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
data:
  values: {{ .Values | toJson | quote }}
  kube: {{ .Capabilities.KubeVersion.Version }}
  has: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}
  year: {{ now | date "2006" | quote }}
`,
  'app/templates/hook.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hook, annotations: {helm.sh/hook: pre-install}}\n',
  'app/crds/x.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: xs.example.org}\n',
  'app/v/1.yaml': 'a: one\n',
  'app/v/2.yaml': 'a: two\n',
  'shared.yaml': 'b: shared\n',
};

const choiceOf = (helm: JsonObject) => renderChoice({ path: 'app', helm }, 'app', application);
const choose = (helm: JsonObject) => choiceOf(helm).choose(memoryTree(files), commit, cluster);

/** The objects that a source gives. */
async function objects(helm: JsonObject) {
  const chosen = choose(helm);
  if (chosen.kind !== 'options') expect.fail(JSON.stringify(chosen));
  const request = { tree: { kind: 'inline', files }, path: 'app', options: chosen.options } as const;
  const { manifests, problems } = await createInlineRenderer().render(request);
  expect(problems).toEqual([]);
  return manifests.map(({ object }) => object);
}

/** What the ConfigMap of the chart says. */
async function dataOf(helm: JsonObject): Promise<Record<string, string> & { values: string }> {
  const found = (await objects(helm)).find(
    ({ metadata }) => metadata.name !== 'hook' && metadata.name !== 'xs.example.org',
  );
  return found?.['data'] as Record<string, string> & { values: string };
}

const valuesOf = async (helm: JsonObject): Promise<unknown> => JSON.parse((await dataOf(helm)).values);

describe('helmOptions', () => {
  it('renders for the destination, the cluster and the time of the commit', async () => {
    expect(choiceOf({}).choose(memoryTree(files), commit, undefined)).toMatchObject({ kind: 'needs-cluster' });
    const all = await objects({});
    expect(all.map(({ metadata }) => `${metadata.namespace ?? ''} ${metadata.name}`).toSorted()).toEqual([
      ' hook',
      ' xs.example.org',
      'prod shop',
    ]);
    expect(await dataOf({})).toMatchObject({ kube: 'v1.35.0', has: 'true', year: '2023' });
  });

  it('takes what the source says in their place', async () => {
    const helm = {
      releaseName: 'rel',
      namespace: 'other',
      kubeVersion: '1.30.1',
      apiVersions: ['x/v1'],
      skipCrds: true,
    };
    const all = await objects(helm);
    expect(all.map(({ metadata }) => `${metadata.name}`).toSorted()).toEqual(['hook', 'rel']);
    expect(await dataOf(helm)).toMatchObject({ kube: 'v1.30.1', has: 'false' });
  });

  it.each<[string, JsonObject, unknown]>([
    ['files in their order', { valueFiles: ['v/2.yaml', 'v/1.yaml', '/shared.yaml'] }, { a: 'one', b: 'shared' }],
    ['patterns in the order of names', { valueFiles: ['v/*.yaml'] }, { a: 'two', b: 'chart' }],
    [
      'files named beside a pattern at their own place',
      { valueFiles: ['v/2.yaml', 'v/*.yaml'] },
      { a: 'one', b: 'chart' },
    ],
    [
      'missing files',
      { valueFiles: ['no.yaml', 'no/*.yaml'], ignoreMissingValueFiles: true },
      { a: 'chart', b: 'chart' },
    ],
    ['values over files', { valueFiles: ['v/1.yaml'], values: 'a: text\n' }, { a: 'text', b: 'chart' }],
    ['an object over a text', { values: 'a: text\n', valuesObject: { b: 'object' } }, { a: 'chart', b: 'object' }],
    [
      'parameters over all, with variables',
      {
        values: 'a: text\n',
        parameters: [
          { name: 'a', value: 'gone' },
          { name: 'a', value: '$ARGOCD_APP_REVISION_SHORT', forceString: true },
        ],
      },
      { a: '0123456', b: 'chart' },
    ],
    ['files as parameters', { fileParameters: [{ name: 'a', path: 'v/1.yaml' }] }, { a: 'a: one\n', b: 'chart' }],
  ])('reads %s', async (_, helm, expected) => {
    expect(await valuesOf(helm)).toEqual(expected);
  });

  it.each<[string, JsonObject, string]>([
    ['a pattern without files', { valueFiles: ['no/*.yaml'] }, 'matched no files'],
    ['files outside', { valueFiles: ['../../x.yaml'] }, 'resolved to outside repository root'],
    ['files elsewhere', { valueFiles: ['https://example.org/v.yaml'] }, 'not read yet'],
  ])('refuses %s', (_, helm, message) => {
    expect(choose(helm)).toMatchObject({ kind: 'refused', problems: [{ message: expect.stringContaining(message) }] });
  });

  it('records the values files that it looked for', () => {
    const { reads } = choose({ valueFiles: ['v/*.yaml'] });
    expect(reads.map(({ kind, path }) => `${kind} ${path}`)).toContain('folder app/v');
  });
});
