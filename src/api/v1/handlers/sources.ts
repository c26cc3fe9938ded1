import { type KubeObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import type { RecordedRead } from '../../../render/index.ts';
import { contract, type ProblemView, type SourceViewAnswer } from '../../contract/index.ts';
import { webAddress, withoutPassword } from '../../deliveries/index.ts';
import { type ContractRouter } from '../http/index.ts';
import { plannedOutcome, problemView } from './objects.ts';
import { type LookedAt, looksOf, type V1Ports, type VisibleDelivery, visibleDelivery } from './ports.ts';

/** How many files and values a source names. */
const maxNamed = 1_000;

/** What a delivery is made of. */
export function addSourceRoute(router: ContractRouter, ports: V1Ports): void {
  router.add(contract.source, async ({ params }, { subject, signal }) => {
    const { kind, owner, entry } = visibleDelivery(ports, subject, params);
    const problems: ProblemView[] = [];
    const outcome = await plannedOutcome(ports, owner, problems, signal);
    const reads = outcome === undefined ? [] : looksOf(ports).reads(owner);
    const values = await looksOf(ports)
      .values(owner, signal)
      .catch(() => []);
    const through = kind.readsOf(owner)[0];
    const first = {
      ...sourceView(owner, entry.row, outcome, problems, reads),
      ...(through === undefined ? {} : { object: `${through.kind}/${through.namespace}/${through.name}` }),
      ...(values.length === 0 ? {} : { values: values.slice(0, maxNamed) }),
    };
    return { sources: [first, ...furtherSources(owner)] };
  });
}

function sourceView(
  owner: KubeObject,
  row: VisibleDelivery['entry']['row'],
  outcome: LookedAt | undefined,
  problems: ProblemView[],
  reads: readonly RecordedRead[],
): SourceViewAnswer {
  const { source } = row;
  const repo = withoutPassword(source?.repo ?? '');
  const url = webAddress(repo);
  return {
    kind: source?.kind ?? 'none',
    repo,
    ...(url === undefined ? {} : { url }),
    ...(source?.path === undefined ? {} : { path: source.path }),
    ...(source?.target === undefined ? {} : { target: source.target }),
    ...(row.revision === undefined ? {} : { commit: row.revision }),
    ...(outcome?.sourceType === undefined ? {} : { renderer: outcome.sourceType }),
    parameters: parametersOf(owner),
    files: reads.flatMap(({ path, kind }) => (kind === 'time' ? [] : [{ path, kind }])).slice(0, maxNamed),
    truncated: Math.max(0, reads.length - maxNamed),
    ...(outcome?.objects === undefined
      ? {}
      : { objects: outcome.objects.filter(({ desired }) => desired !== undefined).length }),
    warnings: (outcome?.warnings ?? []).map(problemView),
    problems,
  };
}

/** The sources behind the first of an Application that names several. */
function furtherSources(owner: KubeObject): SourceViewAnswer[] {
  if (owner.kind !== 'Application') return [];
  return objectsAt(owner, 'spec', 'sources')
    .slice(1)
    .map((source) => {
      const repo = withoutPassword(textAt(source, 'repoURL'));
      const url = webAddress(repo);
      const path = textAt(source, 'chart') || textAt(source, 'path');
      return {
        kind: textAt(source, 'chart') === '' ? 'git' : 'helm',
        repo,
        ...(url === undefined ? {} : { url }),
        ...(path === '' ? {} : { path }),
        target: textAt(source, 'targetRevision') || 'HEAD',
        parameters: applicationParameters(source),
        files: [],
        truncated: 0,
        warnings: [],
        problems: [],
      };
    });
}

const fluxParameters = [
  'targetNamespace',
  'namePrefix',
  'nameSuffix',
  'images',
  'patches',
  'components',
  'postBuild',
  'commonMetadata',
] as const;
/** Values stand in a list of their own, with the place of each. */
const releaseParameters = [
  'releaseName',
  'targetNamespace',
  'storageNamespace',
  'postRenderers',
  'commonMetadata',
] as const;

/** What the owner says over its source, one line a field. */
function parametersOf(owner: KubeObject): SourceViewAnswer['parameters'] {
  const spec = objectAt(owner, 'spec');
  if (owner.kind === 'Application') {
    const [first = objectAt(owner, 'spec', 'source')] = objectsAt(owner, 'spec', 'sources');
    return applicationParameters(first);
  }
  const names = owner.kind === 'HelmRelease' ? releaseParameters : fluxParameters;
  return lines(names.map((name) => [name, spec[name]]));
}

function applicationParameters(source: ReturnType<typeof objectAt>): SourceViewAnswer['parameters'] {
  return lines(['ref', 'kustomize', 'helm', 'directory', 'plugin'].map((name) => [name, source[name]]));
}

function lines(places: readonly (readonly [string, unknown])[]): SourceViewAnswer['parameters'] {
  return places.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ name, value: typeof value === 'string' ? value : JSON.stringify(value).slice(0, 4_000) }],
  );
}
