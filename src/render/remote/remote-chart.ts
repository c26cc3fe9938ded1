import type { RemoteChart } from './remote.ts';

/** No address of a file or repository starts so. */
const scheme = 'chart+';

/** The address under which a chart is recorded: `chart+https://charts.example/stable#podinfo@6.7.1`. */
export function chartAddress({ repository, name, version, devel }: RemoteChart): string {
  const wish = devel ? `${encodeURIComponent(version)}&devel` : encodeURIComponent(version);
  return `${scheme}${repository}#${encodeURIComponent(name)}@${wish}`;
}

/** The chart that such an address names; undefined for what is none. */
export function parseChartAddress(address: string): RemoteChart | undefined {
  const [, repository, name, version, devel] = /^chart\+(.*)#([^#@]*)@([^#@&]*)(&devel)?$/s.exec(address) ?? [];
  if (repository === undefined || name === undefined || version === undefined) return undefined;
  return {
    repository,
    name: decodeURIComponent(name),
    version: decodeURIComponent(version),
    devel: devel !== undefined,
  };
}
