import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { KubeError } from '../error.ts';

/** A kubeconfig of a thousand clusters has a few megabytes; what is larger is none. */
const maxBytes = 8 * 1024 * 1024;

/** The one map that `text` holds. Throws KubeError `config`, whose text never quotes the document. */
export function readDocument(text: string, source: string): JsonObject {
  const fail = (why: string, cause?: unknown): KubeError =>
    new KubeError('config', `${source}: ${why}`, { object: source, cause });
  if (Buffer.byteLength(text) > maxBytes) throw fail(`is larger than ${maxBytes} bytes`);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw fail('cannot be read as JSON');
  }
  if (!isJsonObject(value)) throw fail('must hold one map');
  return value;
}
