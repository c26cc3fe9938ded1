import { joinPath, resolveLinks, type Tree } from '../../../source/index.ts';
import type { ChartRequest } from '../build/index.ts';
import { KustomizeError } from '../error.ts';

/** Where a chart lies. */
export interface ChartFolder {
  /** As the kustomization would name it as a file. */
  readonly written: string;
  readonly tree: Tree;
  /** In `tree`. */
  readonly path: string;
  /** As places name it. */
  readonly shown: string;
  /** Where in the kustomization's tree a chart that came from elsewhere counts as lying. */
  readonly pulledTo: string | undefined;
}

/**
 * Where kustomize looks for a chart: below `chartHome`, for one with repository and version in a folder `NAME-VERSION`; where it is not there, in
 * its repository (api 0.21, builtins HelmChartInflationGenerator, which has helm write it there). Throws KustomizeError, and RemoteNeeded for a chart
 * that is not here yet.
 */
export function findChart({ chart, globals, files }: ChartRequest): ChartFolder {
  const name = textOr(chart.name);
  const { place } = chart;
  if (name === undefined) throw new KustomizeError('helm', 'chart name cannot be empty: say which', { place });
  const repository = textOr(chart.repo);
  const version = textOr(chart.version);
  const home = textOr(globals?.chartHome) ?? 'charts';
  const pulled = repository !== undefined && version !== undefined ? `/${name}-${version}` : '';
  const written = `${home}${pulled}/${name}`;
  const path = files.pathOf(written);
  const found = path === undefined ? undefined : resolveLinks(files.tree, path);
  if (path !== undefined && found?.kind === 'found' && found.entry.kind === 'folder') {
    return { written, tree: files.tree, path, shown: files.nameOf(path), pulledTo: undefined };
  }
  const named = chart.name?.place ?? place;
  if (repository === undefined) {
    const message = `no repo specified for pull, no chart found at '${written}': put the chart there, or name its repo`;
    throw new KustomizeError('helm', message, { place: named });
  }
  const wish = { repository, name, version: version ?? '', devel: chart.devel === true };
  const tree = files.pulled(wish, chart.repo?.place ?? named);
  return { written, tree, path: '', shown: shownName(wish), pulledTo: path ?? joinPath('', written) };
}

function shownName({ repository, name, version }: { repository: string; name: string; version: string }): string {
  return `${repository.replace(/\/+$/, '')}/${name}${version === '' ? '' : `@${version}`}`;
}

/** A text that says something. */
export function textOr(text: { readonly text: string } | undefined): string | undefined {
  return text === undefined || text.text === '' ? undefined : text.text;
}
