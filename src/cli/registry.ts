import type { Command, Flag } from './command.ts';
import { releaseCommands } from './commands/helm/releases/definitions.ts';
import type { KustomizeEditVerb } from './commands/kustomize/edit.ts';
import { helmCommands, valueFlags } from './commands/helm/definitions.ts';

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

const output: Flag = { name: 'output', short: 'o', value: 'FORMAT', description: 'wide, json, yaml or name' };
const appFlags: readonly Flag[] = [
  ...kubeconfig,
  { name: 'app-namespace', short: 'N', value: 'NAMESPACE', description: 'the namespace of the Applications (argocd)' },
];
const namespacedFlags: readonly Flag[] = [
  ...kubeconfig,
  { name: 'namespace', short: 'n', value: 'NAMESPACE', description: 'the namespace of the objects (flux-system)' },
];
const fluxFlags: readonly Flag[] = [
  ...namespacedFlags,
  { name: 'all-namespaces', short: 'A', description: 'of every namespace' },
];
const withSource: Flag = { name: 'with-source', description: 'its source first' };

/** Those of the real command, and whose version it stands in for. */
const kustomizeFlags: readonly Flag[] = [
  {
    name: 'load-restrictor',
    value: 'WHICH',
    description:
      'LoadRestrictionsRootOnly (default), or LoadRestrictionsNone: files may lie outside of their kustomization',
  },
  { name: 'as-version', value: 'VERSION', description: 'the kustomize to behave as: 5.8 (default) or 5.7' },
  {
    name: 'enable-helm',
    description: 'render the charts that helmCharts names, in this process, and pull them where they are not there',
  },
  { name: 'helm-command', value: 'PROGRAM', description: 'ignored: no helm is run' },
  { name: 'helm-api-versions', value: 'VERSION', description: 'API versions, for charts whose entry names none' },
  { name: 'helm-kube-version', value: 'VERSION', description: 'of Kubernetes, for charts whose entry names none' },
  { name: 'helm-debug', description: 'ignored: what a chart refuses is always told with its place' },
  { name: 'reorder', value: 'ORDER', description: 'legacy (default) or none; deprecated, as sortOptions says it' },
  { name: 'enable-managedby-label', description: 'label everything; deprecated, as buildMetadata says it' },
  { name: 'enable-alpha-plugins', description: 'as --enable-helm; functions, programs and Go plugins are refused' },
  { name: 'enable-exec', description: 'ignored: functions are refused' },
  { name: 'network', description: 'ignored: functions are refused' },
  { name: 'network-name', value: 'NAME', description: 'ignored: functions are refused' },
  { name: 'mount', value: 'MOUNT', description: 'ignored: functions are refused' },
  { name: 'env', short: 'e', value: 'NAME=VALUE', description: 'ignored: functions are refused' },
  { name: 'as-current-user', description: 'ignored: functions are refused' },
];

/** A verb of `kustomize edit`. */
function kustomizeEdit(
  verb: KustomizeEditVerb,
  given: string,
  description: string,
  flags: readonly Flag[] = [],
): Command {
  return {
    words: `kustomize edit ${verb}`,
    arguments: given,
    description,
    flags,
    load: async () => (await import('./commands/kustomize/edit.ts')).runKustomizeEdit(verb),
  };
}

const forced: Flag = { name: 'force', short: 'f', description: 'also in place of what is there' };
const kustomizeEdits: readonly Command[] = [
  kustomizeEdit('set image', 'IMAGE...', 'set images: NAME=NEW:TAG, NAME:TAG, NAME@DIGEST; * keeps what is there'),
  kustomizeEdit('set nameprefix', 'PREFIX', 'set namePrefix'),
  kustomizeEdit('set namesuffix', 'SUFFIX', 'set nameSuffix'),
  kustomizeEdit('set namespace', 'NAMESPACE', 'set namespace'),
  kustomizeEdit('set replicas', 'NAME=COUNT...', 'set replicas'),
  kustomizeEdit('set label', 'K:V...', 'set commonLabels'),
  kustomizeEdit('set annotation', 'K:V...', 'set commonAnnotations'),
  kustomizeEdit('add label', 'K:V...', 'add commonLabels, or labels', [
    forced,
    { name: 'without-selector', description: 'into labels, where selectors are left alone' },
    { name: 'include-templates', description: 'in templates too; with --without-selector' },
  ]),
  kustomizeEdit('add annotation', 'K:V...', 'add commonAnnotations', [forced]),
];

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
      { name: 'git-port', value: 'PORT', description: 'the port of the Git host (8486; 0: a free one)' },
    ],
    load: async () => (await import('./commands/demo.ts')).runDemo,
  },
  {
    words: 'sandbox',
    description: 'only the embedded Kubernetes API, with simulated workloads',
    flags: [
      kubePort,
      dataDir,
      { name: 'kubeconfig', value: 'FILE', description: 'where the kubeconfig goes (DIR/kubeconfig)' },
      { name: 'clusters', value: 'N', description: 'how many clusters, each with a context of its own (1)' },
      { name: 'emulate', value: 'VERSION', description: 'the Kubernetes to behave as: 1.36' },
    ],
    load: async () => (await import('./commands/sandbox/serve.ts')).runSandbox,
  },
  {
    words: 'sandbox fault add',
    arguments: 'EFFECT',
    description: 'let requests to a sandbox fail: 429, latency, refuse, drop, compact …',
    flags: [
      ...kubeconfig,
      { name: 'verb', value: 'VERBS', description: 'only these: get, list, watch, create …', repeated: true },
      {
        name: 'resource',
        value: 'NAMES',
        description: 'only these: pods, deployments.apps, pods/log …',
        repeated: true,
      },
      { name: 'namespace', short: 'n', value: 'NAMESPACE', description: 'only in this namespace' },
      { name: 'count', value: 'N', description: 'only so many requests' },
      { name: 'probability', value: 'P', description: 'only with this probability, from 0 to 1' },
      { name: 'seed', value: 'N', description: 'makes the draws repeatable' },
      { name: 'after', value: 'DURATION', description: 'of latency: how long; of drop: when later watches are cut' },
      { name: 'retry-after', value: 'DURATION', description: 'what an error says with Retry-After' },
    ],
    load: async () => (await import('./commands/sandbox/fault.ts')).runFaultAdd,
  },
  {
    words: 'sandbox fault list',
    description: 'the faults of a sandbox, and how many requests each has met',
    flags: kubeconfig,
    load: async () => (await import('./commands/sandbox/fault.ts')).runFaultList,
  },
  {
    words: 'sandbox fault clear',
    arguments: '[ID]',
    description: 'end one fault of a sandbox, or all',
    flags: kubeconfig,
    load: async () => (await import('./commands/sandbox/fault.ts')).runFaultClear,
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
      { name: 'no-remote-bases', description: 'kustomizations may name nothing that lies elsewhere' },
      { name: 'kustomize-binary', value: 'PROGRAM', description: 'a kustomize or kubectl that builds kustomizations' },
      { name: 'shadow', description: 'run it only beside ours, and tell what it gives otherwise' },
      {
        name: 'remote-hosts',
        value: 'HOSTS',
        description: 'hosts that they may name (any), as git.example,*.example.org',
      },
      dataDir,
    ],
    load: async () => (await import('./commands/run.ts')).runControllers,
  },
  {
    words: 'kustomize build',
    arguments: '[DIR]',
    description: 'print what a kustomization gives, byte for byte as the real kustomize does',
    flags: [
      { name: 'output', short: 'o', value: 'PATH', description: 'write to this file, or into this folder a file each' },
      {
        name: 'origin',
        description:
          'print what set each field: "# KIND/NAME", then lines of PATH<TAB>FILE:LINE:COLUMN<TAB>TRANSFORMER (-: none)',
      },
      ...kustomizeFlags,
    ],
    load: async () => (await import('./commands/kustomize/build.ts')).runKustomizeBuild,
  },
  ...kustomizeEdits,
  {
    words: 'explain',
    arguments: 'DIR KIND/NAME FIELD',
    description: 'what set a field of a kustomization or a chart: file, line, values',
    flags: [
      {
        name: 'namespace',
        short: 'n',
        value: 'NAMESPACE',
        description: 'of the object, where several have its name; of the release of a chart',
      },
      { name: 'release', value: 'NAME', description: 'the release of a chart (release-name)' },
      ...valueFlags,
      ...kustomizeFlags,
    ],
    load: async () => (await import('./commands/explain.ts')).runExplain,
  },
  ...releaseCommands,
  {
    words: 'app list',
    description: 'the Applications',
    flags: [...appFlags, output],
    load: async () => (await import('./commands/app/list.ts')).runAppList,
  },
  {
    words: 'app get',
    arguments: 'APP',
    description: 'one Application: sync, health, operation and resources',
    flags: [
      ...appFlags,
      output,
      { name: 'refresh', description: 'compare with Git first' },
      { name: 'hard-refresh', description: 'compare with Git first, rendering anew' },
    ],
    load: async () => (await import('./commands/app/get.ts')).runAppGet,
  },
  {
    words: 'app sync',
    arguments: 'APP',
    description: 'sync an Application now, and wait for the end',
    flags: [
      ...appFlags,
      { name: 'revision', value: 'REV', description: 'another revision than the Application names' },
      { name: 'prune', description: 'also delete what Git has not got any more' },
      { name: 'dry-run', description: 'only say what would be done' },
      { name: 'force', description: 'delete and recreate what cannot be changed' },
      { name: 'resource', value: 'G:K:N', description: 'only this object: GROUP:KIND:NAME', repeated: true },
      { name: 'async', description: 'do not wait' },
      { name: 'timeout', value: 'DURATION', description: 'how long to wait (no end)' },
    ],
    load: async () => (await import('./commands/app/sync.ts')).runAppSync,
  },
  {
    words: 'app diff',
    arguments: 'APP',
    description: 'what differs between Git and the cluster; exit code 1 where something does',
    flags: [...appFlags, { name: 'revision', value: 'REV', description: 'compare with another revision' }],
    load: async () => (await import('./commands/app/diff.ts')).runAppDiff,
  },
  {
    words: 'app history',
    arguments: 'APP',
    description: 'the revisions that were deployed',
    flags: [...appFlags],
    load: async () => (await import('./commands/app/history.ts')).runAppHistory,
  },
  {
    words: 'app rollback',
    arguments: 'APP [ID]',
    description: 'deploy a revision of the history again',
    flags: [...appFlags, { name: 'prune', description: 'also delete what that revision has not got' }],
    load: async () => (await import('./commands/app/history.ts')).runAppRollback,
  },
  {
    words: 'app delete',
    arguments: 'APP...',
    description: 'delete Applications, with all that they deployed',
    flags: [
      ...appFlags,
      { name: 'cascade', description: 'delete what was deployed too (--cascade=false: leave it)' },
      { name: 'propagation-policy', value: 'POLICY', description: 'foreground or background' },
    ],
    load: async () => (await import('./commands/app/delete.ts')).runAppDelete,
  },
  {
    words: 'get all',
    description: 'every Flux object',
    flags: fluxFlags,
    load: async () => (await import('./commands/flux/get.ts')).runGetAll,
  },
  {
    words: 'get sources',
    aliases: ['get sources all', 'get source', 'get source all'],
    description: 'every source of Flux',
    flags: fluxFlags,
    load: async () => (await import('./commands/flux/get.ts')).runGetSources,
  },
  fluxCommand('get', 'sources git', 'the GitRepositories', ['source git']),
  fluxCommand('get', 'sources helm', 'the HelmRepositories', ['source helm']),
  fluxCommand('get', 'sources chart', 'the HelmCharts', ['source chart']),
  fluxCommand('get', 'sources oci', 'the OCIRepositories', ['source oci']),
  fluxCommand('get', 'kustomizations', 'the Kustomizations', ['kustomization', 'ks']),
  fluxCommand('get', 'helmreleases', 'the HelmReleases', ['helmrelease', 'hr']),
  fluxCommand('reconcile', 'helmrelease', 'release a HelmRelease now', ['helmreleases', 'hr']),
  fluxCommand('reconcile', 'source git', 'fetch a GitRepository now', ['sources git']),
  fluxCommand('reconcile', 'source helm', 'fetch the index of a HelmRepository now', ['sources helm']),
  fluxCommand('reconcile', 'source chart', 'build a HelmChart now', ['sources chart']),
  fluxCommand('reconcile', 'source oci', 'fetch an OCIRepository now', ['sources oci']),
  fluxCommand('reconcile', 'kustomization', 'apply a Kustomization now', ['kustomizations', 'ks']),
  ...helmCommands,
];

/** A Flux verb on one kind, which `flux` also calls by other names. */
function fluxCommand(verb: 'get' | 'reconcile', kind: string, description: string, names: readonly string[]): Command {
  const reconcile = verb === 'reconcile';
  return {
    words: `${verb} ${kind}`,
    aliases: names.map((name) => `${verb} ${name}`),
    arguments: reconcile ? 'NAME' : '[NAME...]',
    description,
    flags: reconcile
      ? [
          ...namespacedFlags,
          ...(kind === 'kustomization' ? [withSource] : []),
          { name: 'timeout', value: 'DURATION', description: 'how long to wait (5m)' },
        ]
      : fluxFlags,
    load: async () =>
      reconcile
        ? (await import('./commands/flux/reconcile.ts')).reconcileKind(kind)
        : (await import('./commands/flux/get.ts')).getKind(kind),
  };
}
