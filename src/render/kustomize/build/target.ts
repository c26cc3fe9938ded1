import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import { type Kustomization, kustomizationFileNames } from '../kustomization/index.ts';
import type { Location } from '../load/index.ts';
import type { BuildContext } from '../transformer.ts';
import type { Origin } from '../resource/index.ts';
import type { BuildRun } from './run.ts';

/** A kustomization that is being built, with its folder. */
export interface Target {
  readonly kustomization: Kustomization;
  readonly location: Location;
  readonly run: BuildRun;
  /** Where its resources come from, as `buildMetadata` shows it; undefined where the root does not ask for it. */
  readonly origin: Origin | undefined;
  /** For its transformers and generators. */
  readonly context: BuildContext;
  /** The namespace of the nearest kustomization above that has one, for charts (5.8). */
  readonly chartNamespace: string | undefined;
}

/**
 * Reads the kustomization of a folder (api 0.20, KustTarget.Load). Throws KustomizeError `no-kustomization` and `bad-kustomization`.
 * `from` is where the folder is named.
 */
export function openTarget(
  location: Location,
  run: BuildRun,
  from: Text | undefined,
  above: Pick<Target, 'origin' | 'chartNamespace'> | undefined,
): Target {
  run.open(location.nameOf(location.folder));
  const { root } = run.options;
  const kustomization =
    above === undefined && root !== undefined
      ? root(findKustomization(location, run))
      : readKustomization(location, run, from);
  const chosen = chooseSchema(kustomization, location);
  if (chosen !== undefined) run.schemas.choose(chosen);
  const { options } = run;
  return {
    kustomization,
    location,
    run,
    origin: above?.origin,
    chartNamespace: kustomization.namespace?.text ?? above?.chartNamespace,
    context: {
      profile: options.profile,
      files: location,
      schemas: run.schemas,
      warn: (message) => void run.warnings.push(message),
      checkpoint: () => options.checkpoint(),
    },
  };
}

function readKustomization(location: Location, run: BuildRun, from: Text | undefined): Kustomization {
  const kustomization = findKustomization(location, run);
  if (kustomization !== undefined) return kustomization;
  const folder = location.nameOf(location.folder);
  const message = `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}': add one, or name its files instead`;
  throw new KustomizeError('no-kustomization', message, { place: from?.place, file: folder });
}

function findKustomization(location: Location, run: BuildRun): Kustomization | undefined {
  const files = kustomizationFileNames.flatMap((name) => location.find(name) ?? []);
  const [file, second] = files;
  if (file === undefined) return undefined;
  const folder = location.nameOf(location.folder);
  if (second !== undefined) {
    const message = `Found multiple kustomization files under: ${folder}: keep one of ${files.map(({ name }) => name).join(', ')}`;
    throw new KustomizeError('no-kustomization', message, { file: folder });
  }
  const { kustomization, warnings } = run.caches.files.kustomizationOf(file);
  run.warnings.push(...warnings);
  return kustomization;
}

function chooseSchema(
  { openapi }: Kustomization,
  location: Location,
): { version: string | undefined; schema: { text: string; file: string } | undefined } | undefined {
  const path = openapi.get('path');
  const version = openapi.get('version')?.text;
  if (path === undefined && version === undefined) return undefined;
  if (path === undefined) return { version, schema: undefined };
  const { bytes, name } = location.load(path.text, path.place);
  return { version, schema: { text: new TextDecoder().decode(bytes), file: name } };
}
