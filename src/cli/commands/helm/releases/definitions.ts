import type { Command, Flag } from '../../../command.ts';

const cluster: readonly Flag[] = [
  {
    name: 'kubeconfig',
    value: 'FILE',
    description: 'the kubeconfig; else $KUBECONFIG, else ~/.kube/config, else in-cluster',
  },
  { name: 'context', value: 'NAME', description: "the kubeconfig's context" },
  {
    name: 'namespace',
    short: 'n',
    value: 'NAMESPACE',
    description: "of the release; else $HELM_NAMESPACE, else the context's",
  },
];
const output: Flag = { name: 'output', short: 'o', value: 'FORMAT', description: 'table (default), json or yaml' };
const revision: Flag = { name: 'revision', value: 'NUMBER', description: 'this revision instead of the last' };

/** A part of `helm get`. */
function get(part: string, description: string, flags: readonly Flag[] = []): Command {
  return {
    words: `helm get ${part}`,
    arguments: 'RELEASE',
    description,
    flags: [...cluster, revision, ...flags],
    load: async () => {
      const commands = await import('./get.ts');
      return {
        all: commands.runGetAll,
        hooks: commands.runGetHooks,
        manifest: commands.runGetManifest,
        metadata: commands.runGetMetadata,
        notes: commands.runGetNotes,
        values: commands.runGetValues,
      }[part as 'all'];
    },
  };
}

/** Commands about releases in a cluster, as the real helm has them. */
export const releaseCommands: readonly Command[] = [
  {
    words: 'helm list',
    aliases: ['helm ls'],
    description: 'the releases, as helm list prints them',
    flags: [
      ...cluster,
      output,
      { name: 'all-namespaces', short: 'A', description: 'of every namespace' },
      { name: 'short', short: 'q', description: 'only names' },
      { name: 'no-headers', description: 'no headers in the table' },
      { name: 'date', short: 'd', description: 'by the time of deployment' },
      { name: 'reverse', short: 'r', description: 'the other way round' },
      { name: 'deployed', description: 'only deployed ones; such flags add up' },
      { name: 'failed', description: 'only failed ones' },
      { name: 'pending', description: 'only pending ones' },
      { name: 'superseded', description: 'only superseded ones' },
      { name: 'uninstalled', description: 'only uninstalled ones that are kept' },
      { name: 'uninstalling', description: 'only those that are being uninstalled' },
      { name: 'max', short: 'm', value: 'NUMBER', description: 'at most so many (256; 0: all)' },
      { name: 'offset', value: 'NUMBER', description: 'without the first so many' },
      { name: 'filter', short: 'f', value: 'REGEX', description: 'only names that match' },
      { name: 'selector', short: 'l', value: 'LABELS', description: 'only records with these labels' },
    ],
    load: async () => (await import('./list.ts')).runHelmList,
  },
  {
    words: 'helm history',
    aliases: ['helm hist'],
    arguments: 'RELEASE',
    description: 'the revisions of a release, as helm history prints them',
    flags: [...cluster, output, { name: 'max', value: 'NUMBER', description: 'at most so many (256)' }],
    load: async () => (await import('./history.ts')).runHelmHistory,
  },
  {
    words: 'helm status',
    arguments: 'RELEASE',
    description: 'a release and its objects, as helm status prints them',
    flags: [...cluster, output, revision],
    load: async () => (await import('./status.ts')).runHelmStatus,
  },
  get('all', 'everything that is stored of a release'),
  get('hooks', 'the hooks of a release'),
  get('manifest', 'the manifest of a release'),
  get('metadata', 'what a release is and of which chart', [output]),
  get('notes', 'the notes of a release'),
  get('values', 'the values of a release', [
    output,
    { name: 'all', short: 'a', description: "the chart's values too" },
  ]),
];
