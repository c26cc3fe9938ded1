import { isJsonObject } from '../../../base/index.ts';
import type { YamlValue } from '../../../yaml/index.ts';

type YamlObject = { [key: string]: YamlValue };

/** A kustomization with deprecated fields put into those that replaced them (api 0.21, Kustomization.FixKustomization). */
export function withCurrentFields(value: YamlValue): YamlObject {
  const fields = byLowerCase(value);
  const kind = textOf(fields['kind']) || 'Kustomization';
  const version = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  const charts = listOf(fields['helmchartinflationgenerator']).map(byLowerCase);
  const lastOf = (name: string): string => textOf(charts.findLast((chart) => textOf(chart[name]) !== '')?.[name]);
  const globals = { chartHome: lastOf('charthome'), configHome: lastOf('helmhome') };
  return {
    ...fields,
    kind,
    apiversion: textOf(fields['apiversion']) || version,
    resources: [...listOf(fields['resources']), ...listOf(fields['bases'])],
    images: [...listOf(fields['images']), ...listOf(fields['imagetags'])],
    configmapgenerator: listOf(fields['configmapgenerator']).map(withEnvs),
    secretgenerator: listOf(fields['secretgenerator']).map(withEnvs),
    helmcharts: [...listOf(fields['helmcharts']), ...charts.map(currentChart)],
    ...(fields['helmglobals'] === undefined && (globals.chartHome !== '' || globals.configHome !== '')
      ? { helmglobals: globals }
      : {}),
  };
}

function withEnvs(generator: YamlValue): YamlValue {
  const fields = byLowerCase(generator);
  const env = textOf(fields['env']);
  return env === '' ? fields : { ...fields, envs: [...listOf(fields['envs']), env] };
}

/** api 0.21, types.makeHelmChartFromHca. */
function currentChart(old: YamlObject): YamlValue {
  const renamed = {
    name: old['chartname'],
    version: old['chartversion'],
    repo: old['chartrepourl'],
    valuesFile: old['values'],
    valuesInline: old['valueslocal'],
    valuesMerge: old['valuesmerge'],
    releaseName: old['releasename'],
  };
  return Object.fromEntries(
    Object.entries(renamed).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined),
  );
}

/** Names of fields may be written in any case; of two the last one counts, in the order of JSON, and `null` sets nothing. */
export function byLowerCase(value: YamlValue): YamlObject {
  if (!isJsonObject(value)) return {};
  const entries = Object.entries(value as YamlObject).filter(([, member]) => member !== null);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key.toLowerCase(), member]),
  );
}

function listOf(value: YamlValue | undefined): YamlValue[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: YamlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
