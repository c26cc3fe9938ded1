/** A kind as kustomize names it (kyaml 0.20, resid.Gvk). Empty members match anything where a Gvk selects. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Group and version of an `apiVersion` (resid.ParseGroupVersion): the group is empty where there is no slash. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  if (slash === -1) return { group: '', version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The `apiVersion` of a group and version. */
export function apiVersionOf({ group, version }: Omit<Gvk, 'kind'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Whether all three are the same. */
export function equalGvk(one: Gvk, other: Gvk): boolean {
  return one.kind === other.kind && one.version === other.version && one.group === other.group;
}

/** Whether `gvk` has what `selector` asks for; empty or missing members ask for nothing (Gvk.IsSelected). */
export function isSelectedGvk(gvk: Gvk, selector: Partial<Gvk>): boolean {
  const { group = '', version = '', kind = '' } = selector;
  return (
    (group === '' || group === gvk.group) &&
    (version === '' || version === gvk.version) &&
    (kind === '' || kind === gvk.kind)
  );
}

/** As messages name it: `Deployment.v1.apps`, `Service.v1.[noGrp]` (Gvk.String). */
export function gvkText({ group, version, kind }: Gvk): string {
  return `${kind === '' ? '[noKind]' : kind}.${version === '' ? '[noVer]' : version}.${group === '' ? '[noGrp]' : group}`;
}

/** Reads what `gvkText` wrote (resid.GvkFromString). */
export function parseGvkText(text: string): Gvk {
  const [kind = '', version, ...group] = text.split('.');
  if (version === undefined || group.length === 0) return { group: '[noGrp]', version: '[noVer]', kind: '[noKind]' };
  return {
    group: unless('[noGrp]', group.join('.')),
    version: unless('[noVer]', version),
    kind: unless('[noKind]', kind),
  };
}

function unless(nothing: string, text: string): string {
  return text === nothing ? '' : text;
}
