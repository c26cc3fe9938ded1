/** A version of Kubernetes, as `.Capabilities.KubeVersion` has it (helm 4.2, pkg/chart/common/capabilities.go). */
export interface KubeVersion {
  /** As it was given, with a `v`: `v1.33.4-gke.1245000`. */
  readonly version: string;
  /** Only the numbers, for comparison: `v1.33.4`. */
  readonly normalized: string;
  readonly major: string;
  readonly minor: string;
}

/** Reads a version as apimachinery's ParseGeneric does; a text instead says what is wrong with it, in its words. */
export function parseKubeVersion(text: string): KubeVersion | string {
  const numbers = /^\s*v?(\d+(?:\.\d+)*)/.exec(text)?.[1];
  if (numbers === undefined) return `could not parse ${JSON.stringify(text)} as version`;
  const parts = numbers.split('.');
  const [major = ''] = parts;
  if (parts.length < 2) return `illegal version string ${JSON.stringify(text)}`;
  if (major.startsWith('0') && major !== '0') {
    return `illegal zero-prefixed version component ${JSON.stringify(major)} in ${JSON.stringify(text)}`;
  }
  const components = parts.map((part) => BigInt(part));
  return {
    version: text.startsWith('v') ? text : `v${text}`,
    normalized: `v${components.join('.')}`,
    major: String(components[0]),
    minor: String(components[1]),
  };
}
