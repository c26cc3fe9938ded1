import type { Command, Flag } from './command.ts';

const kubeconfig: readonly Flag[] = [
  {
    name: 'kubeconfig',
    value: 'FILE',
    description: 'the kubeconfig; else $KUBECONFIG, else ~/.kube/config, else in-cluster',
  },
  { name: 'context', value: 'NAME', description: "the kubeconfig's context" },
];
const dataDir: Flag = { name: 'data-dir', value: 'DIR', description: 'where data is kept (.slipway)' };
const kubePort: Flag = {
  name: 'kube-port',
  value: 'PORT',
  description: 'the port of the Kubernetes API (8485; 0: a free one)',
};

/** Flags that every command takes. */
export const globalFlags: readonly Flag[] = [{ name: 'help', short: 'h', description: 'this text' }];

/** Every command of the program. */
export const commands: readonly Command[] = [
  {
    words: 'demo',
    description: 'the whole platform on a laptop: sandbox cluster, Git host, controllers, API',
    flags: [
      {
        name: 'check',
        description: 'run the demonstration by itself on fresh data, print its durations as JSON, and end',
      },
      dataDir,
      { name: 'port', value: 'PORT', description: 'the port of the API (8484; 0: a free one)' },
      kubePort,
    ],
    load: async () => (await import('./commands/demo.ts')).runDemo,
  },
  {
    words: 'sandbox',
    description: 'only the embedded Kubernetes API, with simulated workloads',
    flags: [kubePort, dataDir],
    load: async () => (await import('./commands/sandbox.ts')).runSandbox,
  },
  {
    words: 'run',
    description: 'the controllers and the API against any cluster',
    flags: [
      ...kubeconfig,
      { name: 'take-over', description: 'act although another controller is alive' },
      { name: 'only', value: 'DIALECTS', description: 'argocd, flux or both' },
      { name: 'port', value: 'PORT', description: 'the port of the API (8080)' },
      { name: 'address', value: 'HOST', description: 'the address that the API listens on (127.0.0.1)' },
      { name: 'artifact-url', value: 'URL', description: 'the address by which others reach stored artifacts' },
      { name: 'identity', value: 'NAME', description: 'the name of this replica; several replicas divide the work' },
      dataDir,
    ],
    load: async () => (await import('./commands/run.ts')).runControllers,
  },
];
