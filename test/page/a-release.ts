import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../../src/base/index.ts';
import { applyObjects, type Demo, objectsOf } from '../../src/demo/index.ts';

const definitions = ['helmreleases.helm.toolkit.fluxcd.io', 'helmcharts.source.toolkit.fluxcd.io'];
const folder = resolve(import.meta.dirname, '../../crds');

const chart = {
  'charts/podinfo/Chart.yaml': 'apiVersion: v2\nname: podinfo\nversion: 6.9.0\nappVersion: "6.9.0"\n',
  'charts/podinfo/values.yaml': 'replicas: 1\nmessage: hello\ntoken: ""\n',
  'charts/podinfo/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: podinfo}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: podinfo}}
  template:
    metadata: {labels: {app: podinfo}}
    spec:
      containers:
        - name: podinfo
          image: registry.example.com/podinfo:6.9.0
          env: [{name: MESSAGE, value: {{ .Values.message | quote }}}]
`,
  'charts/podinfo/templates/token.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: {name: podinfo}\nstringData: {token: {{ .Values.token | quote }}}\n',
};

/** What no answer may hold. */
export const canary = 'canary-7f3a91';

const release = `apiVersion: v1
kind: ConfigMap
metadata: {name: podinfo-values, namespace: shop}
data: {values.yaml: "message: good day"}
---
apiVersion: v1
kind: Secret
metadata: {name: podinfo-secret, namespace: shop}
stringData: {values.yaml: "token: ${canary}"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: podinfo, namespace: shop}
spec:
  interval: 10m
  chart:
    spec:
      chart: charts/podinfo
      sourceRef: {kind: GitRepository, name: platform, namespace: flux-system}
  valuesFrom:
    - {kind: ConfigMap, name: podinfo-values}
    - {kind: Secret, name: podinfo-secret}
  values: {replicas: 2}
`;

/** Delivers a chart out of the demo's repository by a HelmRelease `shop/podinfo`, with values of three origins. */
export async function deliverRelease({ client, git }: Pick<Demo, 'client' | 'git'>): Promise<void> {
  await git.commitFiles('platform', 'main', chart, 'Add a chart');
  const crds = definitions.map((name) => readFileSync(`${folder}/${name}.yaml`, 'utf8'));
  await applyObjects(client, objectsOf([...crds, release]), systemClock, AbortSignal.timeout(60_000));
}
