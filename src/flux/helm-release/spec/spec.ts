import {
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  objectAt,
  objectsAt,
  sha256,
  textAt,
} from '../../../base/index.ts';
import {
  type Dependency,
  dependenciesOf,
  durationOf,
  type KubeConfigSecret,
  kubeConfigSecretOf,
} from '../../spec-fields.ts';
import { type ActionSpec, readAction } from './action-spec.ts';
import { type DriftDetection, driftDetectionOf } from './drift-detection.ts';
import { type PostRenderer, postRenderersOf, type PostRenderStrategy, postRenderStrategyOf } from './post-renderers.ts';
import { unsupportedFields } from './unsupported.ts';

/** Where values come from. */
export interface ValuesReference {
  readonly kind: string;
  readonly name: string;
  readonly valuesKey: string;
  readonly targetPath: string;
  readonly optional: boolean;
  readonly literal: boolean;
}

/** A HelmRelease's spec with its defaults (helm-controller api v2). Older versions read the same. */
export interface HelmReleaseSpec {
  readonly suspend: boolean;
  readonly intervalMs: number;
  /** As it was written, such as `10m`: the HelmChart inherits it. */
  readonly interval: string;
  readonly chart: JsonObject | undefined;
  readonly chartRef: { readonly kind: string; readonly name: string; readonly namespace: string } | undefined;
  readonly releaseName: string;
  readonly releaseNamespace: string;
  readonly storageNamespace: string;
  readonly createNamespace: boolean;
  readonly maxHistory: number;
  readonly serviceAccountName: string;
  readonly kubeConfigSecret: KubeConfigSecret | undefined;
  readonly dependsOn: readonly Dependency[];
  readonly values: JsonObject;
  readonly valuesFrom: readonly ValuesReference[];
  readonly commonMetadata: JsonObject | undefined;
  /** Undefined where the field is not there, which is digested otherwise than an empty list. */
  readonly postRenderers: readonly PostRenderer[] | undefined;
  readonly postRenderStrategy: PostRenderStrategy;
  readonly driftDetection: DriftDetection;
  readonly timeoutMs: number;
  readonly install: ActionSpec;
  readonly replace: boolean;
  readonly upgrade: ActionSpec;
  readonly reinstallOnChartName: boolean;
  readonly rollback: ActionSpec;
  readonly uninstall: ActionSpec;
  readonly keepHistory: boolean;
  readonly propagation: 'Foreground' | 'Background' | 'Orphan';
  readonly test: {
    readonly enable: boolean;
    readonly timeoutMs: number;
    readonly ignoreFailures: boolean;
    readonly include: readonly string[];
    readonly exclude: readonly string[];
  };
  /** Fields that change what is done and that this controller does not carry out yet. */
  readonly unsupported: readonly string[];
}

const defaultTimeoutMs = 300_000;
const maxNameLength = 53;

/** Reads the spec of a HelmRelease. */
export function readHelmReleaseSpec(owner: KubeObject): HelmReleaseSpec {
  const spec = objectAt(owner, 'spec');
  const { namespace = '', name = '' } = owner.metadata;
  const timeoutMs = durationOf(spec['timeout']) ?? defaultTimeoutMs;
  const target = textAt(spec, 'targetNamespace');
  const chartRef = jsonAt(spec, 'chartRef');
  const action = (word: string): ActionSpec => readAction(objectAt(spec, word), word, timeoutMs);
  const install = objectAt(spec, 'install');
  const test = objectAt(spec, 'test');
  const filters = objectsAt(test, 'filters');
  const namesOf = (excluded: boolean): string[] =>
    filters.filter((filter) => (filter['exclude'] === true) === excluded).map((filter) => textAt(filter, 'name'));
  return {
    suspend: spec['suspend'] === true,
    interval: textAt(spec, 'interval'),
    intervalMs: durationOf(spec['interval']) ?? defaultTimeoutMs,
    chart: isJsonObject(spec['chart']) ? spec['chart'] : undefined,
    chartRef: isJsonObject(chartRef)
      ? {
          kind: textAt(chartRef, 'kind'),
          name: textAt(chartRef, 'name'),
          namespace: textAt(chartRef, 'namespace') || namespace,
        }
      : undefined,
    releaseName: shortName(textAt(spec, 'releaseName') || (target === '' ? name : `${target}-${name}`)),
    releaseNamespace: target || namespace,
    storageNamespace: textAt(spec, 'storageNamespace') || namespace,
    createNamespace: target !== '' && install['createNamespace'] === true,
    maxHistory: typeof spec['maxHistory'] === 'number' ? spec['maxHistory'] : 5,
    serviceAccountName: textAt(spec, 'serviceAccountName'),
    kubeConfigSecret: kubeConfigSecretOf(spec),
    dependsOn: dependenciesOf(spec, namespace),
    values: objectAt(spec, 'values'),
    valuesFrom: objectsAt(spec, 'valuesFrom').map((entry) => ({
      kind: textAt(entry, 'kind'),
      name: textAt(entry, 'name'),
      valuesKey: textAt(entry, 'valuesKey') || 'values.yaml',
      targetPath: textAt(entry, 'targetPath'),
      optional: entry['optional'] === true,
      literal: entry['literal'] === true,
    })),
    commonMetadata: isJsonObject(spec['commonMetadata']) ? spec['commonMetadata'] : undefined,
    postRenderers: postRenderersOf(spec),
    postRenderStrategy: postRenderStrategyOf(spec),
    driftDetection: driftDetectionOf(spec),
    timeoutMs,
    install: action('install'),
    replace: install['replace'] === true,
    upgrade: action('upgrade'),
    reinstallOnChartName: textAt(spec, 'upgrade', 'chartNameChangeStrategy') !== 'InPlaceUpdate',
    rollback: action('rollback'),
    uninstall: action('uninstall'),
    keepHistory: jsonAt(spec, 'uninstall', 'keepHistory') === true,
    propagation: propagationOf(textAt(spec, 'uninstall', 'deletionPropagation')),
    test: {
      enable: test['enable'] === true,
      timeoutMs: durationOf(test['timeout']) ?? timeoutMs,
      ignoreFailures: test['ignoreFailures'] === true,
      include: namesOf(false),
      exclude: namesOf(true),
    },
    unsupported: unsupportedFields(spec),
  };
}

function propagationOf(word: string): HelmReleaseSpec['propagation'] {
  return word === 'foreground' ? 'Foreground' : word === 'orphan' ? 'Orphan' : 'Background';
}

/** Names that helm would refuse are shortened (helm-controller internal/release/name.go). */
function shortName(name: string): string {
  if (name.length <= maxNameLength) return name;
  return `${name.slice(0, 40)}-${sha256(name).slice(0, 12)}`;
}
