import type { KubeObject, Random } from '../../base/index.ts';
import { makeCertificate, type Sandbox } from '../../sandbox/index.ts';
import { startFront } from './front.ts';
import type { LogBook } from './log-book.ts';

/** The name that upstream's manifests give to each controller, as a label of its pods. */
const nameLabel = 'app.kubernetes.io/name';
/** Tells these from a real installation, beside which Slipway would only look on. */
const ownLabel = 'slipway.dev/component';

const namesByNamespace = {
  argocd: ['argocd-server', 'argocd-application-controller'],
  'flux-system': ['source-controller', 'kustomize-controller', 'helm-controller'],
} as const;

/**
 * What users of Argo CD and Flux look for in a cluster: the controllers' Deployments and `svc/argocd-server`, under upstream's names.
 * All of them are this process.
 */
export const controllerObjects: readonly KubeObject[] = [
  ...Object.entries(namesByNamespace).flatMap(([namespace, names]) => names.map((name) => deployment(namespace, name))),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'argocd-server', namespace: 'argocd', labels: { [nameLabel]: 'argocd-server' } },
    spec: {
      selector: { [nameLabel]: 'argocd-server' },
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'https', port: 443, targetPort: 8080 },
      ],
    },
  },
];

/** What stands behind the controllers' pods. */
export interface ControllerProcess {
  /** The port of the page and API on loopback. */
  readonly port: number;
  readonly log: LogBook;
  readonly now: () => number;
  readonly random: Random;
}

/**
 * Lets this process stand behind the pods of the controllers: `kubectl logs` shows its log, and a port-forward to `svc/argocd-server`
 * reaches the page, by TLS too. Returns the way to end that.
 */
export async function standBehindControllers(
  sandbox: Sandbox,
  { port, log, now, random }: ControllerProcess,
): Promise<() => void> {
  const front = await startFront(port, makeCertificate(now(), random));
  const detach = [
    sandbox.attach((pod) => isOurs(pod) && pod.metadata.labels?.[nameLabel] === 'argocd-server', {
      connect: () => front.connect(),
    }),
    sandbox.attach(isOurs, { logs: (_target, follow, signal) => log.read(follow, signal) }),
  ];
  return () => {
    for (const end of detach) end();
    front.close();
  };
}

function isOurs({ metadata: { namespace, labels } }: KubeObject): boolean {
  return namespace !== undefined && namespace in namesByNamespace && labels?.[ownLabel] !== undefined;
}

function deployment(namespace: string, name: string): KubeObject {
  const labels = { [nameLabel]: name };
  const ports = name === 'argocd-server' ? [{ containerPort: 8080 }] : [];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { ...labels, [ownLabel]: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, [ownLabel]: name } },
        spec: { containers: [{ name, image: 'slipway', ports }] },
      },
    },
  };
}
