import { KustomizeError } from '../error.ts';
import { decode, type Decoder } from '../fields/index.ts';
import { currentId, idText, type Resource } from '../resource/index.ts';

/** Reads a plugin's configuration. @throws KustomizeError `plugin` */
export function read<T>(decoder: Decoder<T>, config: Resource): T {
  return decode(decoder, config.root, '', 'plugin', 'ignore');
}

/** An error of a plugin's configuration, which says whose it is. */
export function refuse(config: Resource, why: string): KustomizeError {
  const message = `plugin ${idText(currentId(config))} fails configuration: ${why}`;
  return new KustomizeError('plugin', message, { place: config.root.place });
}
