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

/** Colons before the first slash belong to the registry (api 0.21, image.Split). */
function split(image: string): { name: string; newTag?: string; digest?: string } {
  const start = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', start);
  const colon = image.indexOf(':', start);
  if (at < 0 && colon < 0) return { name: image };
  if (at >= 0 && (at < colon || colon < 0)) return { name: image.slice(0, at), digest: image.slice(at + 1) };
  const name = image.slice(0, colon);
  if (at < 0) return { name, newTag: image.slice(colon + 1) };
  return { name, newTag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}
