import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVerb } from '../../testing/run-verb.ts';

const files = {
  'c/Chart.yaml':
    'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n- {name: cache, alias: store, version: "*", repository: ""}\n',
  'c/values.yaml': 'replicas: 1\nimage:\n  tag: v1\nprobe: true\nstore: {size: 2}\n',
  'c/templates/_helpers.tpl': '{{ define "image" }}repo:{{ .Values.image.tag }}{{ end }}',
  'c/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  paused: false
  {{- if .Values.probe }}
  minReadySeconds: {{ .Values.ready | default 5 }}
  {{- end }}
  template:
    spec:
      containers:
      - name: app
        image: {{ include "image" . }}
`,
  'c/charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 0.1.0\n',
  'c/charts/cache/values.yaml': 'size: 1\nport: 6379\n',
  'c/charts/cache/templates/s.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: cache}\nspec:\n  size: {{ .Values.size }}\n  port: {{ .Values.port }}\n',
  'more.yaml': '# more\nimage:\n  tag: v2\n',
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-explain-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('slipway explain of a chart', () => {
  it.each([
    [
      ['deployment/rel', 'spec.replicas'],
      'deployment/rel spec.replicas is 1: c/templates/web.yaml:6\n  .Values.replicas: c/values.yaml:1:1\n',
    ],
    [
      ['deployment/rel', 'spec.replicas', '--set', 'replicas=3'],
      'deployment/rel spec.replicas is 3: c/templates/web.yaml:6\n  .Values.replicas: --set replicas=3\n',
    ],
    [
      ['deployment/rel', 'spec.template.spec.containers[name=app].image', '-f', 'more.yaml'],
      'deployment/rel spec.template.spec.containers[0].image is "repo:v2": c/templates/_helpers.tpl:1\n  .Values.image.tag: more.yaml:3:3\n',
    ],
    [['deployment/rel', 'spec.paused'], 'deployment/rel spec.paused is false: c/templates/web.yaml:7\n'],
    [
      ['deployment/rel', 'spec.minReadySeconds'],
      'deployment/rel spec.minReadySeconds is 5: c/templates/web.yaml:9\n  .Values.probe: c/values.yaml:4:1 (decides whether it is there)\n',
    ],
    [
      ['service/cache', 'spec.size'],
      'service/cache spec.size is 2: c/charts/cache/templates/s.yaml:5\n  .Values.store.size: c/values.yaml:5:9\n',
    ],
    [
      ['service/cache', 'spec.port'],
      'service/cache spec.port is 6379: c/charts/cache/templates/s.yaml:6\n  .Values.store.port: c/charts/cache/values.yaml:2:1\n',
    ],
  ])('%j', async (words, expected) => {
    const { code, out, err } = await runVerb(['explain', 'c', ...words, '--release', 'rel'], { folder });
    expect({ code, out, err }).toEqual({ code: 0, out: expected, err: '' });
  });

  it('says what there is instead', async () => {
    const run = (...words: string[]) => runVerb(['explain', 'c', ...words, '--release', 'rel'], { folder });
    await expect(run('deployment/nope', 'spec')).rejects.toThrow(/gives no deployment\/nope, but deployment\/rel/);
    await expect(run('deployment/rel', 'spec.nope')).rejects.toThrow(/no value is printed there; there are apiVersion/);
  });
});
