import type { ImageOverride } from '../../renderer.ts';

/**
 * What `kustomize edit set image` makes of its argument (kustomize 5.8, commands/edit/set/setimage.go parse): `name=newName:tag@digest`,
 * or `name:tag@digest`, the last two parts optional. `*` stands for what is there.
 */
export function parseImageArgument(argument: string): ImageOverride {
  const equals = argument.indexOf('=');
  if (equals < 0) {
    const { name, ...rest } = split(argument);
    return { name, ...rest };
  }
  const { name, ...rest } = split(argument.slice(equals + 1));
  return { name: argument.slice(0, equals), ...(name === '' ? {} : { newName: name }), ...rest };
}

/** A colon before the last slash belongs to the port of the registry. */
function split(image: string): { name: string; newTag?: string; digest?: string } {
  const at = image.indexOf('@');
  const reference = at < 0 ? image : image.slice(0, at);
  const digest = at < 0 ? {} : { digest: image.slice(at + 1) };
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { name: reference, ...digest };
  return { name: reference.slice(0, colon), newTag: reference.slice(colon + 1), ...digest };
}
