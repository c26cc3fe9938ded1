import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../../src/base/index.ts';
import { applyObjects, type Demo, objectsOf } from '../../src/demo/index.ts';

const definitions = ['helmreleases.helm.toolkit.fluxcd.io', 'helmcharts.source.toolkit.fluxcd.io'];
const folder = resolve(import.meta.dirname, '../../crds');

const chart = {
  'charts/greeter/Chart.yaml': 'apiVersion: v2\nname: greeter\nversion: 6.9.0\nappVersion: "6.9.0"\n',
  'charts/greeter/values.yaml': 'replicas: 1\nmessage: hello\ntoken: ""\n',
  'charts/greeter/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: greeter}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: greeter}}
  template:
    metadata: {labels: {app: greeter}}
    spec:
      containers:
        - name: greeter
          image: registry.example.com/greeter:6.9.0
          env: [{name: MESSAGE, value: {{ .Values.message | quote }}}]
`,
  'charts/greeter/templates/token.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: {name: greeter}\nstringData: {token: {{ .Values.token | quote }}}\n',
};

/** What no answer may hold. */
export const canary = 'canary-7f3a91';

const release = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: greeter-values, namespace: shop}
data: {values.yaml: "message: good day"}
---
apiVersion: v1
kind: Secret
metadata: {name: greeter-secret, namespace: shop}
stringData: {values.yaml: "token: ${canary}"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: greeter, namespace: shop}
spec:
  interval: 10m
  chart:
    spec:
      chart: charts/greeter
      sourceRef: {kind: GitRepository, name: platform, namespace: flux-system}
  valuesFrom:
    - {kind: ConfigMap, name: greeter-values}
    - {kind: Secret, name: greeter-secret}
  values: {replicas: 2}
`;

/** Delivers a chart out of the demo's repository by a HelmRelease `shop/greeter`, with values of three origins. */
export async function deliverRelease({ client, git }: Pick<Demo, 'client' | 'git'>): Promise<void> {
  await git.commitFiles('platform', 'main', chart, 'Add a chart');
  const crds = definitions.map((name) => readFileSync(`${folder}/${name}.yaml`, 'utf8'));
  await applyObjects(client, objectsOf([...crds, release]), systemClock, AbortSignal.timeout(60_000));
}
