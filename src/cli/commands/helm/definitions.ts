import type { Command, Flag } from '../../command.ts';

const asVersion: Flag = {
  name: 'as-version',
  value: 'VERSION',
  description: 'the helm to behave as: 4.2 (default), 4.1 or 4.3',
};

const chartFlags: readonly Flag[] = [
  asVersion,
  { name: 'repo', value: 'URL', description: 'the repository that the chart is in' },
  { name: 'version', value: 'RANGE', description: 'which versions of the chart' },
  { name: 'devel', description: 'development versions too' },
];

/** What says values beside a chart. */
export const valueFlags: readonly Flag[] = [
  { name: 'values', short: 'f', value: 'FILE', description: 'values from a file', repeated: true },
  { name: 'set', value: 'K=V', description: 'values, with types', repeated: true },
  { name: 'set-string', value: 'K=V', description: 'values that are texts', repeated: true },
  { name: 'set-file', value: 'K=PATH', description: 'values that files hold', repeated: true },
  { name: 'set-json', value: 'K=JSON', description: 'values in JSON', repeated: true },
  { name: 'set-literal', value: 'K=V', description: 'a value, taken as it stands', repeated: true },
];

/** What helm takes here too, and what changes nothing about what a chart gives. */
const idleFlags: readonly Flag[] = [
  ...(
    [
      'create-namespace',
      'disable-openapi-validation',
      'enable-dns',
      'force-conflicts',
      'force-replace',
      'replace',
      'rollback-on-failure',
      'server-side',
      'take-ownership',
      'wait',
      'wait-for-jobs',
      'hide-notes',
      'render-subchart-notes',
      'atomic',
      'force',
    ] as const
  ).map((name): Flag => ({ name, description: 'accepted, as helm accepts it here' })),
  { name: 'description', value: 'TEXT', description: 'accepted, as helm accepts it here' },
  { name: 'labels', short: 'l', value: 'K=V', description: 'accepted, as helm accepts it here', repeated: true },
  { name: 'timeout', value: 'DURATION', description: 'accepted, as helm accepts it here' },
  { name: 'dry-run', description: 'client (the only one that is done), or refused: server' },
  { name: 'dependency-update', description: 'refused: charts are taken as they lie there' },
  { name: 'verify', description: 'refused: no provenance is checked here' },
];

const templateFlags: readonly Flag[] = [
  ...idleFlags,
  ...valueFlags,
  ...chartFlags,
  { name: 'namespace', short: 'n', value: 'NAMESPACE', description: 'the namespace of the release (default)' },
  { name: 'kube-version', value: 'VERSION', description: 'the version of Kubernetes that templates see' },
  {
    name: 'api-versions',
    short: 'a',
    value: 'VERSIONS',
    description: 'more API versions that they see',
    repeated: true,
  },
  { name: 'include-crds', description: 'print what is in crds/ too' },
  { name: 'skip-crds', description: 'accepted, as helm accepts it here' },
  { name: 'no-hooks', description: 'leave hooks out' },
  { name: 'skip-tests', description: 'leave tests out' },
  {
    name: 'show-only',
    short: 's',
    value: 'TEMPLATE',
    description: 'print only what this template gives',
    repeated: true,
  },
  { name: 'output-dir', value: 'DIR', description: 'write a file for each template' },
  { name: 'release-name', description: "the release's name in the folders of --output-dir" },
  { name: 'is-upgrade', description: 'render as for an upgrade' },
  { name: 'generate-name', short: 'g', description: 'accepted, as helm accepts it here' },
  { name: 'name-template', value: 'TEMPLATE', description: 'what makes the name of the release' },
  { name: 'skip-schema-validation', description: 'do not judge the values by schemas' },
  { name: 'validate', description: 'refused: nothing is asked of a cluster here' },
  { name: 'post-renderer', value: 'NAME', description: 'refused: no plugins are run here' },
];

/** The commands that stand in for helm's. */
export const helmCommands: readonly Command[] = [
  {
    words: 'helm template',
    arguments: '[NAME] CHART',
    description: 'print what a chart gives, byte for byte as the real helm does',
    flags: templateFlags,
    load: async () => (await import('./template.ts')).runHelmTemplate,
  },
  ...(['chart', 'values', 'readme', 'crds', 'all'] as const).map((part): Command => ({
    words: `helm show ${part}`,
    aliases: [`helm inspect ${part}`],
    arguments: 'CHART',
    description: part === 'all' ? 'print all that a chart says of itself' : `print the ${part} of a chart`,
    flags: chartFlags,
    load: async () => (await import('./show.ts')).showPart(part),
  })),
];
