import { isJsonObject, type JsonObject, type KubeObject } from '../../base/index.ts';
import { memberOf, setMember } from '../members.ts';

/** Whether an object is a Secret, whose values the server stores in another form than some are written in. */
export function isSecret(object: Readonly<KubeObject>): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1';
}

/**
 * A live Secret with a `stringData` that says what `data` holds, since the server keeps who owns `stringData` but stores `data`.
 */
export function withStringData(live: KubeObject): KubeObject {
  const { data } = live;
  if (!isJsonObject(data)) return live;
  const stringData: JsonObject = {};
  for (const key of Object.keys(data)) {
    const value = data[key];
    if (typeof value === 'string') setMember(stringData, key, Buffer.from(value, 'base64').toString());
  }
  return { ...live, stringData };
}

/** A desired Secret with `data` as the server stores it: base64 without line breaks, and what `stringData` says where both say it. */
export function withStoredData(desired: KubeObject): KubeObject {
  const { data, stringData } = desired;
  if (!isJsonObject(data)) return desired;
  const stored: JsonObject = {};
  for (const key of Object.keys(data)) {
    const value = data[key];
    const text = isJsonObject(stringData) ? memberOf(stringData, key) : undefined;
    if (typeof text === 'string') setMember(stored, key, Buffer.from(text).toString('base64'));
    else if (value !== undefined) setMember(stored, key, typeof value === 'string' ? value.replace(/\s/g, '') : value);
  }
  return { ...desired, data: stored };
}
