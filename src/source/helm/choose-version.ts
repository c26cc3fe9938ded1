import { compareVersions, parseConstraint } from '../../lang/index.ts';
import { SourceError } from '../error.ts';
import { parseFluxVersion } from '../oci/index.ts';
import type { IndexedChart } from './indexed-chart.ts';

/** Whose rules choose a version out of a range: of equal ones helm takes the first, Flux the one made last. */
export type VersionRules = 'helm' | 'flux';

/**
 * The version that `wanted` means: exactly that one where it is there, else the highest in the range, pre-releases only where the range names one;
 * the highest release where nothing is wanted (helm v4.2, IndexFile.Get; source-controller v1.9, getChartVersion). Throws SourceError about
 * `object`: `revision-not-found`, `invalid-address` for a range that is none.
 */
export function chooseVersion(
  charts: readonly IndexedChart[],
  wanted: { readonly name: string; readonly version: string; readonly rules: VersionRules; readonly object: string },
): IndexedChart {
  const { name, version, rules, object } = wanted;
  if (charts.length === 0) throw new SourceError('revision-not-found', 'no chart version found', { object });
  const exact = version === '' ? undefined : charts.find((chart) => chart.version === version);
  if (exact !== undefined) return exact;
  const constraint = parseConstraint(version === '' ? '*' : version);
  if (constraint === undefined) {
    throw new SourceError('invalid-address', `improper constraint: ${version}`, { object });
  }
  const admitted = charts.filter(
    (chart) => constraint.matches(chart.parsed) && (rules === 'helm' || parseFluxVersion(chart.version) !== undefined),
  );
  const chosen = rules === 'helm' ? admitted[0] : latest(admitted);
  if (chosen !== undefined) return chosen;
  const text =
    rules === 'helm'
      ? `no chart version found for ${name}-${version}`
      : `no '${name}' chart with version matching '${version}' found`;
  throw new SourceError('revision-not-found', text, { object });
}

function latest(charts: readonly IndexedChart[]): IndexedChart | undefined {
  let chosen: IndexedChart | undefined;
  for (const chart of charts) {
    const order = chosen === undefined ? 1 : compareVersions(chart.parsed, chosen.parsed);
    const newer = chosen === undefined || Date.parse(chart.created) > Date.parse(chosen.created);
    if (order > 0 || (order === 0 && newer)) chosen = chart;
  }
  return chosen;
}
