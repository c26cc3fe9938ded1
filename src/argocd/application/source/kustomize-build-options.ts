import { isJsonObject, type JsonObject, jsonAt, type KubeObject, type Problem } from '../../../base/index.ts';

/** What `argocd-cm` says of kustomize: its keys that begin with `kustomize.`. */
export type KustomizeSettings = Readonly<Record<string, string>>;

/** Reads them; nothing where there is no such ConfigMap. */
export function kustomizeSettingsOf(settings: KubeObject | undefined): KustomizeSettings {
  const data: JsonObject = isJsonObject(jsonAt(settings, 'data')) ? (jsonAt(settings, 'data') as JsonObject) : {};
  const ours = Object.entries(data).filter(([key]) => key.startsWith('kustomize.'));
  return Object.fromEntries(ours.map(([key, value]) => [key, typeof value === 'string' ? value : '']));
}

/**
 * The flags for a version of kustomize (Argo CD v3.6, util/settings KustomizeSettings.GetOptions): those of the version that a source names, which
 * is registered by `kustomize.path.VERSION`; else `kustomize.buildOptions`. Where it is not registered, upstream refuses, and the nearest version
 * builds it here, with its own flags or those of all.
 */
export function buildOptionsOf(settings: KustomizeSettings, version: string): string {
  const common = settings['kustomize.buildOptions'] ?? '';
  if (version === '') return common;
  const own = settings[`kustomize.buildOptions.${version}`];
  const isRegistered = ['path', 'version'].some((key) => settings[`kustomize.${key}.${version}`] !== undefined);
  return own ?? (isRegistered ? '' : common);
}

/** What flags ask for. */
export type ReadBuildOptions =
  | {
      readonly kind: 'read';
      readonly restriction: 'root-only' | 'none' | undefined;
      readonly reorder: 'legacy' | 'none' | undefined;
      readonly managedByLabel: boolean;
      /** Undefined: charts are not rendered. */
      readonly helm: { readonly apiVersions: readonly string[] } | undefined;
    }
  | { readonly kind: 'refused'; readonly problem: Problem };

const switches = new Set([
  'enable-helm',
  'enable-managedby-label',
  'enable-alpha-plugins',
  'enable-exec',
  'network',
  'as-current-user',
  'helm-debug',
]);
const withValue = new Set([
  'load-restrictor',
  'reorder',
  'helm-command',
  'helm-api-versions',
  'helm-kube-version',
  'network-name',
  'mount',
  'env',
]);
const choices: Readonly<Record<string, readonly string[]>> = {
  'load-restrictor': ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'],
  reorder: ['legacy', 'none', ''],
};

/** Reads `kustomize.buildOptions`: words between blanks (strings.Fields), which are flags of `kustomize build` 5.8. What it does not know is refused by name. */
export function readBuildOptions(text: string): ReadBuildOptions {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const given = new Map<string, string>();
  const apiVersions: string[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const [, name = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word === '-e' ? '--env' : word) ?? [];
    if (!switches.has(name) && !withValue.has(name)) return refused(`unknown flag: ${word}`);
    const value = switches.has(name) ? (inline ?? 'true') : (inline ?? words.shift());
    if (value === undefined) return refused(`flag needs an argument: --${name}`);
    if (switches.has(name) && !/^(?:[01]|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value)) {
      return refused(`invalid argument "${value}" for "--${name}" flag`);
    }
    const legal = choices[name];
    if (legal !== undefined && !legal.includes(value)) {
      return refused(`illegal flag value --${name} ${value}; legal values: [${legal.join(' ').trim()}]`);
    }
    if (name === 'helm-api-versions') apiVersions.push(value);
    given.set(name, value);
  }
  const isOn = (name: string): boolean => /^[1tT]/.test(given.get(name) ?? '');
  const restrictor = given.get('load-restrictor');
  const reorder = given.get('reorder');
  return {
    kind: 'read',
    restriction: restrictor === undefined ? undefined : restrictor === 'LoadRestrictionsNone' ? 'none' : 'root-only',
    reorder: reorder === 'legacy' || reorder === 'none' ? reorder : undefined,
    managedByLabel: isOn('enable-managedby-label'),
    // Whoever enables plugins enables helm.
    helm: isOn('enable-helm') || isOn('enable-alpha-plugins') ? { apiVersions } : undefined,
  };
}

function refused(message: string): ReadBuildOptions {
  const where = 'correct kustomize.buildOptions in argocd-cm';
  return { kind: 'refused', problem: { code: 'invalid-settings', message: `kustomize build: ${message}: ${where}` } };
}
