import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  editKustomization,
  type KustomizationEdit,
  KustomizeError,
  parseImageArgument,
} from '../../../render/index.ts';
import { switchFlag, UsageError } from '../../flags.ts';
import { RefusedError } from '../../refused-error.ts';
import type { Invocation, RunCommand } from '../../terminal.ts';
import { describePlace } from './shown-place.ts';

/** What can be edited, as the real command calls it. */
export type KustomizeEditVerb = keyof typeof edits;

/** `slipway kustomize edit …`: the same file as the real command makes of the kustomization in the current folder. */
export function runKustomizeEdit(verb: KustomizeEditVerb): RunCommand {
  return async (invocation, { cwd, err }) => {
    const edit = edits[verb](invocation);
    const path = await kustomizationFile(cwd);
    try {
      await writeFile(path, editKustomization(await readFile(path, 'utf8'), edit, relative('/', path)));
      return 0;
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
      err(`Error: ${error.message}${describePlace(error, cwd)}\n`);
      return 1;
    }
  };
}

/** What each verb asks for (kustomize 5.8, commands/edit/set and commands/edit/add). */
const edits = {
  'set nameprefix': ({ args }) => ({ kind: 'namePrefix', value: only(args, 'prefix') }),
  'set namesuffix': ({ args }) => ({ kind: 'nameSuffix', value: only(args, 'suffix') }),
  'set namespace': ({ args }) => ({ kind: 'namespace', value: only(args, 'namespace') }),
  'set image': ({ args }) => ({ kind: 'images', images: some(args, 'no image specified').map(imageOf) }),
  'set replicas': ({ args }) => ({ kind: 'replicas', replicas: some(args, 'no replicas specified').map(replicaOf) }),
  'set label': ({ args }) => ({ kind: 'labels', mode: 'set', pairs: pairsOf(args, 'label') }),
  'set annotation': ({ args }) => ({ kind: 'annotations', mode: 'set', pairs: annotationsOf(args) }),
  'add label': labelsOf,
  'add annotation': (invocation) => ({
    kind: 'annotations',
    mode: 'add',
    pairs: pairsOf(invocation.args, 'annotation'),
    force: switchFlag(invocation, 'force'),
  }),
} satisfies Readonly<Record<string, (invocation: Invocation) => KustomizationEdit>>;

function only(args: readonly string[], what: string): string {
  const [value, second] = args;
  if (value === undefined || second !== undefined) throw new UsageError(`must specify exactly one ${what} value`);
  return value;
}

function some(args: readonly string[], refusal: string): readonly string[] {
  if (args.length === 0) throw new UsageError(refusal);
  return args;
}

function imageOf(argument: string): ReturnType<typeof parseImageArgument> {
  const image = parseImageArgument(argument);
  if (image.name !== argument) return image;
  throw new UsageError(
    `invalid format of image ${argument}: write NAME:TAG, NAME@DIGEST, NAME=NEW, NAME=NEW:TAG, NAME=NEW@DIGEST or NAME=NEW:TAG@DIGEST`,
  );
}

function replicaOf(argument: string): { readonly name: string; readonly count: number } {
  const [name = '', count = '', rest] = argument.split('=');
  if (rest === undefined && /^[+-]?\d+$/.test(count)) return { name, count: Number(count) };
  throw new UsageError(`invalid format of replica ${argument}: write NAME=COUNT`);
}

function labelsOf(invocation: Invocation): KustomizationEdit {
  const withoutSelector = switchFlag(invocation, 'without-selector');
  const includeTemplates = switchFlag(invocation, 'include-templates');
  if (includeTemplates && !withoutSelector) {
    throw new UsageError('--without-selector flag must be specified for --include-templates to work');
  }
  const pairs = pairsOf(invocation.args, 'label');
  return {
    kind: 'labels',
    mode: 'add',
    pairs,
    force: switchFlag(invocation, 'force'),
    withoutSelector,
    includeTemplates,
  };
}

/** `key:value`, the value perhaps in quotes; a key alone has an empty value (commands/internal/util ConvertSliceToMap). */
function pairsOf(args: readonly string[], what: string): Record<string, string> {
  return Object.fromEntries(
    some(args, `must specify ${what}`).map((argument) => {
      const colon = argument.indexOf(':');
      if (colon === 0) throw new UsageError(`invalid ${what}: '${argument}' (need k:v pair where v may be quoted)`);
      if (colon < 0) return [argument, ''];
      return [argument.slice(0, colon), argument.slice(colon + 1).replace(/^"(.*)"$/s, '$1')];
    }),
  );
}

function annotationsOf(args: readonly string[]): Record<string, string> {
  const pairs = pairsOf(args, 'annotation');
  const wrong = Object.keys(pairs).find((key) => !annotationKey.test(key));
  if (wrong === undefined) return pairs;
  throw new UsageError(
    `invalid annotation key ${wrong}: it is a name of at most 63 letters, digits, ".", "_" and "-", perhaps behind a domain and "/"`,
  );
}

/** commands/edit/set/setannotation.go IsValidKey. */
const annotationKey =
  /^([a-zA-Z](([-a-zA-Z0-9.]{0,251})[a-zA-Z0-9])?\/)?[a-zA-Z0-9]([-a-zA-Z0-9_.]{0,61}[a-zA-Z0-9])?$/;

async function kustomizationFile(folder: string): Promise<string> {
  const names = await readdir(folder);
  const found = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].filter((name) => names.includes(name));
  const [name, second] = found;
  if (name === undefined) throw new RefusedError("Missing kustomization file 'kustomization.yaml'.");
  if (second !== undefined) throw new RefusedError(`Found multiple kustomization file: ${found.join(', ')}: keep one`);
  return join(folder, name);
}
