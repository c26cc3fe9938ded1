import { isJsonObject, isKubeObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import { KubeError } from '../error.ts';

/** The JSON of an answer. Throws KubeError `server-error` for what is none, such as a proxy's page with status 200. */
export function parseJson(body: Buffer, object: string): Json {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch (error) {
    throw new KubeError('server-error', 'the API server answered with something that is not JSON', {
      object,
      cause: error,
    });
  }
}

/** The JSON object of an answer. Throws KubeError `server-error`. */
export function parseJsonObject(body: Buffer, object: string): JsonObject {
  const value = parseJson(body, object);
  if (isJsonObject(value)) return value;
  throw new KubeError('server-error', 'the API server answered with something that is not an object', { object });
}

/** The Kubernetes object of an answer. Throws KubeError `server-error`. */
export function parseKubeObject(body: Buffer, object: string): KubeObject {
  const value = parseJson(body, object);
  if (isKubeObject(value)) return value;
  throw new KubeError('server-error', 'the API server answered with something that is not a Kubernetes object', {
    object,
  });
}
