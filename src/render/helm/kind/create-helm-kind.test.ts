import { describe, expect, it } from 'vitest';
import { sealForTransfer, Secret } from '../../../base/index.ts';
import { createInlineRenderer } from '../../threads/index.ts';
import type { HelmOptions, RenderResult } from '../../renderer.ts';

const chart = {
  'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
  'c/values.yaml': 'a: 1\n',
  'c/crds/x.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: xs.example.org}\n',
  'c/templates/m.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {a: {{ .Values.a | quote }}, r: {{ randAlphaNum 12 | quote }}, t: {{ now | date "2006" | quote }}}\n',
  'c/templates/h.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: h, annotations: {helm.sh/hook: test}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {helm.sh/hook: pre-install}}\n',
  'c/templates/NOTES.txt': 'Hello {{ .Release.Name }}',
  'v.yaml': 'a: 2\n',
};

function render(options: Partial<HelmOptions>, files: Readonly<Record<string, string>> = chart): Promise<RenderResult> {
  return createInlineRenderer().render({
    tree: { kind: 'inline', files },
    path: 'c',
    options: { kind: 'helm', dialect: 'argocd', profile: '4.2', releaseName: 'rel', namespace: 'ns', ...options },
  });
}

const names = (result: RenderResult): string[] => result.manifests.map(({ object }) => object.metadata.name ?? '');
const dataOf = (result: RenderResult): unknown => result.manifests.map(({ object }) => object['data'])[0];

describe('the renderer of charts', () => {
  it('gives objects, with hooks and definitions where they are wanted', async () => {
    expect(names(await render({}))).toEqual(['rel']);
    expect(names(await render({ includeHooks: true, includeCrds: true }))).toEqual(['xs.example.org', 'rel', 'h', 'p']);
    expect(names(await render({ includeHooks: true, skipTests: true }))).toEqual(['rel', 'p']);
  });

  it('names the template of an object, and what it read', async () => {
    const result = await render({ valueFiles: [{ path: '../v.yaml' }] });
    expect(result.manifests[0]?.originOf(['data', 'a']).file).toBe('c/templates/m.yaml');
    expect(result.reads.map(({ path }) => path)).toEqual(expect.arrayContaining(['c/values.yaml', 'v.yaml']));
  });

  it('lays values over files, and parameters over values', async () => {
    const files = { valueFiles: [{ path: '/v.yaml' }, { path: 'none.yaml', ignoreMissing: true }] };
    expect(dataOf(await render(files))).toMatchObject({ a: '2' });
    expect(dataOf(await render({ ...files, values: { a: 3 } }))).toMatchObject({ a: '3' });
    const parameters = [{ name: 'a', value: 'x,y' }];
    expect(dataOf(await render({ ...files, values: { a: 3 }, parameters }))).toMatchObject({ a: 'x,y' });
    expect((await render({ valueFiles: [{ path: '../../v.yaml' }] })).problems[0]?.code).toBe('helm-bad-values');
  });

  it('draws the same again only with a key', async () => {
    const randomKey = sealForTransfer(new Secret('key'));
    expect(dataOf(await render({ randomKey }))).toEqual(dataOf(await render({ randomKey })));
    expect(dataOf(await render({ randomKey }))).not.toEqual(dataOf(await render({ randomKey, namespace: 'other' })));
    expect(dataOf(await render({}))).not.toEqual(dataOf(await render({})));
    expect(dataOf(await render({ now: Date.UTC(2031, 0) }))).toMatchObject({ t: '2031' });
  });

  it('depends on the time only where a template asks for it', async () => {
    const timeless = { ...chart, 'c/templates/m.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n' };
    const timesOf = ({ reads }: RenderResult): readonly string[] =>
      reads.filter(({ kind }) => kind === 'time').map(({ digest }) => digest);
    expect(timesOf(await render({ now: 5 }))).toEqual(['5']);
    expect(timesOf(await render({ now: 5 }, timeless))).toEqual([]);
  });

  it('gives what a release holds where it is asked to', async () => {
    expect((await render({})).release).toBeUndefined();
    const { release } = await render({ withRelease: true, values: { b: 1 } });
    expect(release).toMatchObject({
      notes: 'Hello rel',
      hooks: [{ name: 'h', events: ['test'] }, { name: 'p' }],
      crds: [{ path: 'c/crds/x.yaml' }],
      config: { b: 1 },
      chart: { metadata: { name: 'c' }, values: { a: 1 } },
    });
    expect(release?.manifest).toMatch(/^---\n# Source: c\/templates\/m\.yaml\napiVersion: v1\n/);
  });

  it('tells what is wrong', async () => {
    const wrong = { ...chart, 'c/templates/m.yaml': '{{ fail "no: never" }}' };
    expect((await render({}, wrong)).problems).toEqual([
      { code: 'helm-template', message: 'execution error at (c/templates/m.yaml:1:3): no: never', file: 'c' },
    ]);
  });
});
