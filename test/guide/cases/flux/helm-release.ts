import { deepEqual, equal } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import type { Place } from '../../clients/kubectl.ts';
import type { Site } from '../../world/site.ts';
import type { GuideCase } from '../case.ts';
import { namespace } from '../myapp.ts';
import { deploymentIn, imageOf, isReady } from '../reading.ts';

/** helm-release: the highest version in the range with the values of the manifest, and helm sees the release. */
export const helmRelease: GuideCase = {
  clients: ['kubectl', 'helm', 'flux'],
  run: async (site) => {
    const { kubectl, helm, flux, manifest } = site;
    const charts = await site.charts();
    for (const version of ['0.9.0', '1.0.0', '1.4.2', '2.0.0'])
      await charts.publish('myapp', version, { files: chart });
    await kubectl.apply(namespace('production'));
    await kubectl.apply(helmRepository('myapp-charts', charts.url));
    await kubectl.apply(manifest('flux/helm-release.yaml'));
    await kubectl.until(release, isReady('myapp@1.4.2'), 'ready');

    const deployed = await kubectl.need(deploymentIn('production'));
    deepEqual([jsonAt(deployed, 'spec', 'replicas'), imageOf(deployed)], [3, 'myapp:v1.2.3']);
    deepEqual(await listed(site), [['myapp', 'production', '1', 'deployed', 'myapp-1.4.2']]);

    await charts.publish('myapp', '1.5.0', { files: chart });
    await flux.run(['reconcile', 'source', 'helm', 'myapp-charts']);
    await kubectl.until(release, isReady('myapp@1.5.0'), 'upgraded');
    const { stdout } = await helm.run(['history', 'myapp', '--namespace', 'production', '--output', 'json']);
    const history = JSON.parse(stdout) as readonly { revision: number; status: string; chart: string }[];
    deepEqual(
      history.map(({ revision, status, chart: name }) => [revision, status, name]),
      [
        [1, 'superseded', 'myapp-1.4.2'],
        [2, 'deployed', 'myapp-1.5.0'],
      ],
    );
  },
};

/** flagger-install: the source and the release that the flux client writes are installed. */
export const flaggerInstall: GuideCase = {
  clients: ['kubectl', 'helm', 'flux'],
  run: async (site) => {
    const { kubectl, flux } = site;
    const charts = await site.charts();
    await charts.publish('flagger', '1.43.0', { files: chart });
    await flux.run(['create', 'source', 'helm', 'flagger', '--url', charts.url]);
    await flux.run(['create', 'helmrelease', 'flagger', '--source', 'HelmRepository/flagger', '--chart', 'flagger']);
    const repository = await kubectl.need({
      ...release,
      kind: helmRepositories,
      namespace: 'flux-system',
      name: 'flagger',
    });
    deepEqual(repository['spec'], { interval: '1m0s', provider: 'generic', url: charts.url });
    const flagger = await kubectl.need({ ...release, namespace: 'flux-system', name: 'flagger' });
    equal(isReady('flagger@1.43.0')(flagger), true);
    deepEqual(jsonAt(flagger, 'spec', 'chart', 'spec'), {
      chart: 'flagger',
      reconcileStrategy: 'ChartVersion',
      sourceRef: { kind: 'HelmRepository', name: 'flagger' },
      version: '*',
    });
    const chartObject = {
      kind: 'helmcharts.source.toolkit.fluxcd.io',
      namespace: 'flux-system',
      name: 'flux-system-flagger',
    };
    equal(textAt(await kubectl.need(chartObject), 'status', 'artifact', 'revision'), '1.43.0');
    deepEqual(await listed(site), [['flagger', 'flux-system', '1', 'deployed', 'flagger-1.43.0']]);
  },
};

/** The releases as the real helm lists them. */
async function listed({ helm }: Site): Promise<string[][]> {
  const { stdout } = await helm.run(['list', '--all-namespaces', '--output', 'json']);
  const releases = JSON.parse(stdout) as readonly Record<string, string>[];
  const columns = ['name', 'namespace', 'revision', 'status', 'chart'] as const;
  return releases.map((entry) => columns.map((column) => entry[column] ?? ''));
}

const release: Place = { kind: 'helmreleases.helm.toolkit.fluxcd.io', namespace: 'production', name: 'myapp' };
const helmRepositories = 'helmrepositories.source.toolkit.fluxcd.io';

function helmRepository(name: string, url: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 5m, url: '${url}'}
`;
}

const chart = {
  'values.yaml': 'replicaCount: 1\nimage: {repository: nginx, tag: latest}\n',
  'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels:
      app: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}
    spec:
      containers:
      - name: main
        image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
`,
};
