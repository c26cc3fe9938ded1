import {
  isJsonObject,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  objectAt,
  objectsAt,
  parseDuration,
  sha256,
  textAt,
  textMapAt,
} from '../../base/index.ts';
import type { ApplyMethod, CrdPolicy } from '../../release/index.ts';
import { type PostRenderer, postRenderersOf, type PostRenderStrategy, postRenderStrategyOf } from './post-renderers.ts';

/** How one action is carried out; what an action has not got is left at its default. */
export interface ActionSpec {
  readonly timeoutMs: number;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  readonly disableHooks: boolean;
  readonly takeOwnership: boolean;
  readonly crds: CrdPolicy;
  readonly apply: ApplyMethod | undefined;
  readonly force: boolean;
  readonly cleanupOnFail: boolean;
  /** How often a failure is remediated, how, and whether the last one is, too. */
  readonly retries: number;
  readonly strategy: 'rollback' | 'uninstall';
  readonly remediateLastFailure: boolean;
  readonly ignoreTestFailures: boolean | undefined;
  /** With the strategy RetryOnFailure: the wait before the next upgrade. */
  readonly retryIntervalMs: number | undefined;
}

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
  readonly kubeConfigSecret: { readonly name: string; readonly key: string } | undefined;
  readonly dependsOn: readonly { readonly name: string; readonly namespace: string }[];
  readonly values: JsonObject;
  readonly valuesFrom: readonly ValuesReference[];
  readonly commonMetadata: JsonObject | undefined;
  /** Undefined where the field is not there, which is digested otherwise than an empty list. */
  readonly postRenderers: readonly PostRenderer[] | undefined;
  readonly postRenderStrategy: PostRenderStrategy;
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
const defaultRetryMs = 300_000;
const maxNameLength = 53;

/** Reads the spec of a HelmRelease. */
export function readHelmReleaseSpec(owner: KubeObject): HelmReleaseSpec {
  const spec = objectAt(owner, 'spec');
  const { namespace = '', name = '' } = owner.metadata;
  const timeoutMs = durationOf(spec['timeout']) ?? defaultTimeoutMs;
  const target = textAt(spec, 'targetNamespace');
  const chartRef = jsonAt(spec, 'chartRef');
  const kubeConfig = jsonAt(spec, 'kubeConfig', 'secretRef');
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
    kubeConfigSecret: isJsonObject(kubeConfig)
      ? { name: textAt(kubeConfig, 'name'), key: textAt(kubeConfig, 'key') }
      : undefined,
    dependsOn: objectsAt(spec, 'dependsOn').map((entry) => ({
      name: textAt(entry, 'name'),
      namespace: textAt(entry, 'namespace') || namespace,
    })),
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

function readAction(action: JsonObject, word: string, timeoutMs: number): ActionSpec {
  const remediation = objectAt(action, 'remediation');
  const retries = typeof remediation['retries'] === 'number' ? remediation['retries'] : 0;
  const retry = textAt(action, 'strategy', 'name') === 'RetryOnFailure';
  const last = remediation['remediateLastFailure'];
  return {
    timeoutMs: durationOf(action['timeout']) ?? timeoutMs,
    wait: action['disableWait'] !== true,
    waitForJobs: action['disableWaitForJobs'] !== true,
    disableHooks: action['disableHooks'] === true,
    takeOwnership: action['disableTakeOwnership'] !== true,
    // The older `skipCRDs` says the same as the policy Skip.
    crds: action['skipCRDs'] === true ? 'Skip' : ((textAt(action, 'crds') || 'Create') as CrdPolicy),
    apply: applyOf(action['serverSideApply']),
    force: action['force'] === true,
    cleanupOnFail: action['cleanupOnFail'] === true,
    retries,
    strategy: word === 'install' || textAt(remediation, 'strategy') === 'uninstall' ? 'uninstall' : 'rollback',
    remediateLastFailure: typeof last === 'boolean' ? last : word === 'upgrade' && retries > 0,
    ignoreTestFailures:
      typeof remediation['ignoreTestFailures'] === 'boolean' ? remediation['ignoreTestFailures'] : undefined,
    retryIntervalMs: retry ? (durationOf(jsonAt(action, 'strategy', 'retryInterval')) ?? defaultRetryMs) : undefined,
  };
}

function applyOf(value: Json | undefined): ApplyMethod | undefined {
  if (value === true || value === 'enabled') return 'server';
  if (value === false || value === 'disabled') return 'client';
  return value === 'auto' ? 'auto' : undefined;
}

function propagationOf(word: string): HelmReleaseSpec['propagation'] {
  return word === 'foreground' ? 'Foreground' : word === 'orphan' ? 'Orphan' : 'Background';
}

/** Names that helm would refuse are shortened (helm-controller internal/release/name.go). */
function shortName(name: string): string {
  if (name.length <= maxNameLength) return name;
  return `${name.slice(0, 40)}-${sha256(name).slice(0, 12)}`;
}

function unsupportedFields(spec: JsonObject): string[] {
  const drift = textAt(spec, 'driftDetection', 'mode');
  const isSet = (value: Json | undefined): boolean =>
    value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  const fields: readonly (readonly [string, boolean])[] = [
    ['driftDetection.mode', drift === 'enabled' || drift === 'warn'],
    ['healthCheckExprs', isSet(spec['healthCheckExprs'])],
    ['kubeConfig.configMapRef', isSet(jsonAt(spec, 'kubeConfig', 'configMapRef'))],
    ['upgrade.preserveValues', jsonAt(spec, 'upgrade', 'preserveValues') === true],
    ['dependsOn[].readyExpr', objectsAt(spec, 'dependsOn').some((entry) => textAt(entry, 'readyExpr') !== '')],
  ];
  return fields.filter(([, given]) => given).map(([field]) => field);
}

function durationOf(value: Json | undefined): number | undefined {
  return typeof value === 'string' ? parseDuration(value) : undefined;
}

/** Labels and annotations that `spec.commonMetadata` asks for. */
export function commonMetadataOf(spec: HelmReleaseSpec): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
} {
  return {
    labels: textMapAt(spec.commonMetadata, 'labels'),
    annotations: textMapAt(spec.commonMetadata, 'annotations'),
  };
}
