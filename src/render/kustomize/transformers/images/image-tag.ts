import { isNull, type Node, setText, textOf } from '../../node/index.ts';
import { kindOf } from '../../resource/index.ts';
import type { FieldSpec } from '../../tables/index.ts';
import type { Transformer } from '../../transformer.ts';
import { walkFields } from '../field-spec/index.ts';
import type { Text } from '../../fields/index.ts';
import { wrongKind } from '../set-scalar.ts';
import { imageMatcher } from './image-matcher.ts';
import { joinImageName, splitImageName } from './image-name.ts';

/** What an image tag transformer is told. Empty texts count as none. */
export interface ImageTagOptions {
  readonly name: Text;
  readonly newName?: Text | undefined;
  readonly newTag?: Text | undefined;
  readonly tagSuffix?: Text | undefined;
  readonly digest?: Text | undefined;
  readonly fieldSpecs: readonly FieldSpec[];
}

const transformer = 'ImageTagTransformer';

/**
 * Changes the name, tag or digest of images (kustomize api 0.20, ImageTagTransformer): of every `image` in the items of lists that are
 * called `containers` or `initContainers`, wherever they are, and then of the fields of `fieldSpecs`. So a `tagSuffix` shows twice where
 * both find a field, as upstream's does. Not in CustomResourceDefinitions.
 *
 * Throws `transformer` where an image is a list or map, or the name is no regular expression.
 */
export function imageTagTransformer(options: ImageTagOptions): Transformer {
  const matches = imageMatcher(options.name);
  const update = (node: Node): void => updateImage(node, matches, options);
  return {
    name: transformer,
    transform(resources, context) {
      const images = resources.filter(({ root }) => kindOf(root) !== 'CustomResourceDefinition');
      for (const { root } of images) {
        context.checkpoint();
        visitContainerImages(root, update);
      }
      for (const resource of images) {
        context.checkpoint();
        walkFields(resource, options.fieldSpecs, {
          author: { place: options.name.place, changedBy: transformer },
          visit: update,
        });
      }
    },
  };
}

function updateImage(node: Node, matches: (image: string) => boolean, options: ImageTagOptions): void {
  if (node.kind !== 'scalar') throw wrongKind(node, 'an image');
  const before = textOf(node);
  if (!matches(before)) return;
  const changed = changedImage(before, options);
  if (changed === undefined) return;
  const { text, place } = changed;
  setText(node, { text, place, changedBy: transformer, as: 'plain' });
}

/** Undefined where the options say nothing: then the image stays as whoever wrote it left it. */
function changedImage(before: string, options: ImageTagOptions): Text | undefined {
  const said = (text: Text | undefined): Text | undefined => (text?.text === '' ? undefined : text);
  const [newName, newTag, digest] = [said(options.newName), said(options.newTag), said(options.digest)];
  const suffix = said(options.tagSuffix);
  const image = { ...splitImageName(before) };
  if (newName !== undefined) image.name = newName.text;
  if (newTag !== undefined || digest !== undefined) {
    image.tag = newTag?.text ?? '';
    image.digest = digest?.text ?? '';
  } else if (suffix !== undefined) {
    image.tag += suffix.text;
    image.digest = '';
  }
  const last = newTag ?? digest ?? suffix ?? newName;
  return last === undefined ? undefined : { text: joinImageName(image), place: last.place };
}

const containerLists: ReadonlySet<string> = new Set(['containers', 'initContainers']);

function visitContainerImages(node: Node, update: (image: Node) => void): void {
  if (node.kind === 'list') {
    for (const item of node.items) visitContainerImages(item, update);
  } else if (node.kind === 'map') {
    for (const [key, value] of node.entries) {
      visitContainerImages(value, update);
      if (value.kind === 'list' && containerLists.has(key)) updateContainers(value.items, update);
    }
  }
}

function updateContainers(containers: readonly Node[], update: (image: Node) => void): void {
  for (const container of containers) {
    if (isNull(container)) continue;
    if (container.kind !== 'map') throw wrongKind(container, 'a container');
    const image = container.entries.get('image');
    if (image !== undefined) update(image);
  }
}
