import { joinPath, type Tree } from '../../../source/index.ts';
import type { ImageOverride, KustomizeOverrides, MetadataOverride, PatchOverride } from '../../renderer.ts';
import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type {
  ImageEntry,
  Kustomization,
  LabelEntry,
  PatchEntry,
  ReplicaEntry,
  SelectorEntry,
} from '../kustomization/index.ts';
import type { Place } from '../node/index.ts';

/**
 * A kustomization with what its owner says over it: what `kustomize edit set|add` would have written into the file (kustomize 5.8,
 * commands/edit), as Argo CD has it done (v3.6, util/kustomize/kustomize.go Build), and as Flux edits the file (fluxcd/pkg kustomize
 * generator). `folder` is that of the kustomization in `tree`, in which components are looked for.
 *
 * Throws KustomizeError `bad-kustomization` for labels and annotations that are there already.
 */
export function override(
  kustomization: Kustomization,
  overrides: KustomizeOverrides,
  { tree, folder, dialect }: { readonly tree: Tree; readonly folder: string; readonly dialect: 'argocd' | 'flux' },
): Kustomization {
  const said = new Said(overrides.field);
  const { namespace, namePrefix, nameSuffix, images, replicas, labels, annotations, patches, components } = overrides;
  return {
    ...kustomization,
    ...(filled(namespace) ? { namespace: said.text(namespace, 'namespace') } : {}),
    ...(filled(namePrefix) ? { namePrefix: said.text(namePrefix, 'namePrefix') } : {}),
    ...(filled(nameSuffix) ? { nameSuffix: said.text(nameSuffix, 'nameSuffix') } : {}),
    ...(images === undefined
      ? {}
      : { images: (dialect === 'flux' ? mergedImages : withImages)(kustomization.images, images, said) }),
    ...(replicas === undefined ? {} : { replicas: withReplicas(kustomization.replicas, replicas, said) }),
    ...(labels === undefined ? {} : withLabels(kustomization, labels, said)),
    ...(annotations === undefined
      ? {}
      : {
          commonAnnotations: added(kustomization.commonAnnotations, annotations, 'annotation', (key) =>
            said.at(`commonAnnotations.${key}`),
          ),
        }),
    patches: [...kustomization.patches, ...(patches ?? []).map((patch, index) => patchEntryOf(patch, index, said))],
    components: [
      ...kustomization.components,
      ...(components ?? []).flatMap((path, index) =>
        overrides.ignoreMissingComponents === true && !isFolder(tree, folder, path)
          ? []
          : [said.text(path, `components[${index}]`)],
      ),
    ],
  };
}

/** Makes texts whose place is a field of the owner. */
class Said {
  readonly #field: string;

  constructor(field: string) {
    this.#field = field;
  }

  at(name: string): Place {
    return { file: `${this.#field}.${name}`, line: 1, column: 1 };
  }

  text(text: string, name: string): Text {
    return { text, place: this.at(name) };
  }
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** In the order of names, as `kustomize edit set image` writes them. */
function withImages(written: readonly ImageEntry[], images: readonly ImageOverride[], said: Said): ImageEntry[] {
  const entries = firstOfName(written.map(withoutStars));
  for (const [index, image] of images.entries()) {
    const before = entries.get(image.name);
    const part = (name: 'newName' | 'newTag' | 'digest'): Partial<ImageEntry> => {
      const text = image[name];
      if (text === '*') return before?.[name] === undefined ? {} : { [name]: before[name] };
      return filled(text) ? { [name]: said.text(text, `images[${index}]`) } : {};
    };
    entries.set(image.name, {
      place: said.at(`images[${index}]`),
      name: said.text(image.name, `images[${index}]`),
      ...part('newName'),
      ...part('newTag'),
      ...part('digest'),
    });
  }
  return byName([...entries.values()]);
}

/** As Flux merges them: a name is kept where none is given, tag and digest go together (fluxcd/pkg kustomize, GenerateManifest). */
function mergedImages(written: readonly ImageEntry[], images: readonly ImageOverride[], said: Said): ImageEntry[] {
  const entries = [...written];
  for (const [index, { name, newName, newTag, digest }] of images.entries()) {
    const field = `images[${index}]`;
    const known = entries.findIndex((entry) => (entry.name?.text ?? '') === name);
    const before = entries[known] ?? { place: said.at(field), name: said.text(name, field) };
    const { newTag: _tag, digest: _digest, ...rest } = before;
    const entry: ImageEntry = {
      ...(filled(newTag) || filled(digest) ? rest : before),
      ...(filled(newName) ? { newName: said.text(newName, field) } : {}),
      ...(filled(newTag) ? { newTag: said.text(newTag, field) } : {}),
      ...(filled(digest) ? { digest: said.text(digest, field) } : {}),
    };
    if (known < 0) entries.push(entry);
    else entries[known] = entry;
  }
  return entries;
}

function withReplicas(
  written: readonly ReplicaEntry[],
  replicas: NonNullable<KustomizeOverrides['replicas']>,
  said: Said,
): ReplicaEntry[] {
  const entries = firstOfName(written);
  for (const [index, { name, count }] of replicas.entries()) {
    const field = `replicas[${index}]`;
    entries.set(name, { place: said.at(field), name: said.text(name, field), count: said.text(String(count), field) });
  }
  return byName([...entries.values()]);
}

/** Of several entries of one name `kustomize edit` keeps the first. */
function firstOfName<E extends { readonly name?: Text }>(written: readonly E[]): Map<string, E> {
  return new Map(written.toReversed().map((entry) => [entry.name?.text ?? '', entry]));
}

function withoutStars(image: ImageEntry): ImageEntry {
  const { newName, newTag, digest, ...rest } = image;
  const kept = Object.entries({ newName, newTag, digest }).filter(
    ([, text]) => text !== undefined && text.text !== '*',
  );
  return { ...rest, ...Object.fromEntries(kept) };
}

function byName<E extends { readonly name?: Text }>(entries: E[]): E[] {
  const nameOf = (entry: E): string => entry.name?.text ?? '';
  return entries.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))));
}

/** Into `commonLabels`, or where selectors are to be left alone into the first of `labels` that does so in the same way. */
function withLabels(
  { commonLabels, labels: written }: Kustomization,
  labels: NonNullable<KustomizeOverrides['labels']>,
  said: Said,
): Partial<Kustomization> {
  const at = (key: string): Place => said.at(`commonLabels.${key}`);
  if (labels.withoutSelector !== true) return { commonLabels: added(commonLabels, labels, 'label', at) };
  const includeTemplates = labels.includeTemplates === true;
  const isLike = (entry: LabelEntry): boolean =>
    entry.includeSelectors !== true && (entry.includeTemplates ?? false) === includeTemplates;
  const like = written.find(isLike);
  const pairs = added(like?.pairs ?? new Map<string, Text>(), labels, 'label', at);
  if (like !== undefined) return { labels: written.map((entry) => (entry === like ? { ...entry, pairs } : entry)) };
  return { labels: [...written, { place: said.at('commonLabels'), pairs, includeTemplates }] };
}

function added(
  written: ReadonlyMap<string, Text>,
  { pairs, force }: MetadataOverride,
  what: 'label' | 'annotation',
  at: (key: string) => Place,
): Map<string, Text> {
  const result = new Map(written);
  for (const [key, text] of Object.entries(pairs)) {
    const before = written.get(key);
    if (before !== undefined && force !== true) {
      const message = `${what} ${key} already in kustomization file: take it out there, or force it`;
      throw new KustomizeError('bad-kustomization', message, { place: before.place });
    }
    result.set(key, { text, place: at(key) });
  }
  return result;
}

function patchEntryOf({ path, patch, target, options }: PatchOverride, index: number, said: Said): PatchEntry {
  const field = `patches[${index}]`;
  return {
    place: said.at(field),
    ...(path === undefined ? {} : { path: said.text(path, `${field}.path`) }),
    ...(patch === undefined ? {} : { patch: { ...said.text(patch, `${field}.patch`), block: { line: 1, column: 1 } } }),
    ...(target === undefined ? {} : { target: selectorOf(target, field, said) }),
    ...(options === undefined ? {} : { options: new Map(Object.entries(options)) }),
  };
}

function selectorOf(target: NonNullable<PatchOverride['target']>, field: string, said: Said): SelectorEntry {
  const texts = Object.entries(target).map(([name, text]) => [name, said.text(text, `${field}.target.${name}`)]);
  return { place: said.at(`${field}.target`), ...Object.fromEntries(texts) };
}

function isFolder(tree: Tree, folder: string, path: string): boolean {
  const place = joinPath(folder, path);
  return place !== undefined && tree.entry(place)?.kind === 'folder';
}
