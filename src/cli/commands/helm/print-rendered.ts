import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { compileGlob } from '../../../lang/index.ts';
import {
  documentText,
  HelmError,
  type HelmProfile,
  manifestText,
  type RenderedChart,
  type ReleaseHook,
  splitManifests,
} from '../../../render/index.ts';
import { givenTexts, switchFlag, textFlag } from '../../flags.ts';
import type { Invocation, Terminal } from '../../terminal.ts';

/** Prints what a chart gave, or writes it into a folder, as `helm template` does (helm 4.2, pkg/cmd/template.go). Resolves to the exit code. */
export async function printRendered(
  rendered: RenderedChart,
  release: string,
  profile: HelmProfile,
  invocation: Invocation,
  terminal: Terminal,
): Promise<number> {
  const folder = textFlag(invocation, 'output-dir');
  const includeCrds = switchFlag(invocation, 'include-crds');
  const hooks = hooksToPrint(rendered, invocation);
  let text: string;
  if (folder === undefined) {
    const manifest = manifestText(rendered, { includeCrds });
    text = `${manifest.trim()}\n${hooks.map(({ path, manifest: hook }) => documentText(path, hook)).join('')}`;
  } else {
    await writeFiles(rendered, hooks, { folder, release, includeCrds }, invocation, terminal);
    text = '\n';
  }
  const wanted = givenTexts(invocation, 'show-only');
  terminal.out(wanted.length === 0 ? text : onlyOf(text, wanted, profile));
  return 0;
}

function hooksToPrint({ hooks }: RenderedChart, invocation: Invocation): readonly ReleaseHook[] {
  if (switchFlag(invocation, 'no-hooks')) return [];
  return switchFlag(invocation, 'skip-tests') ? hooks.filter(({ events }) => !events.includes('test')) : hooks;
}

/** The documents whose `# Source:` matches, in the order of the patterns. Throws HelmError where one matches nothing. */
function onlyOf(text: string, patterns: readonly string[], profile: HelmProfile): string {
  const documents = splitManifests(text, profile).flatMap((document) => {
    const path = /# Source: [^/\n]+\/(.+)/.exec(document)?.[1];
    return path === undefined ? [] : { path, document };
  });
  return patterns
    .flatMap((pattern) => {
      const glob = compileGlob(pattern, { style: 'path-match' });
      const found = documents.filter(({ path }) => glob?.matches(path) === true);
      if (found.length > 0) return found;
      throw new HelmError('bad-values', `could not find template ${pattern} in chart`, { object: pattern });
    })
    .map(({ document }) => `---\n${document}\n`)
    .join('');
}

async function writeFiles(
  rendered: RenderedChart,
  hooks: readonly ReleaseHook[],
  {
    folder,
    release,
    includeCrds,
  }: { readonly folder: string; readonly release: string; readonly includeCrds: boolean },
  invocation: Invocation,
  terminal: Terminal,
): Promise<void> {
  const below = switchFlag(invocation, 'release-name') ? join(folder, release) : folder;
  const written = new Set<string>();
  const write = async (into: string, path: string, content: string, append: boolean): Promise<void> => {
    const place = resolve(terminal.cwd, into, path);
    await mkdir(dirname(place), { recursive: true });
    await (append ? appendFile : writeFile)(place, documentText(path, content));
    terminal.out(`wrote ${into}/${path}\n`);
  };
  for (const { path, content } of includeCrds ? rendered.crds : []) {
    await write(folder, path, content, written.has(path));
    written.add(path);
  }
  for (const { path, content } of rendered.manifests) {
    await write(below, path, content, written.has(path));
    written.add(path);
  }
  for (const { path, manifest } of hooks) {
    const there = await stat(resolve(terminal.cwd, below, path)).then(
      () => true,
      () => false,
    );
    await write(below, path, manifest, there);
  }
}
