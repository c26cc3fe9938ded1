import {
  formatTime,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import type { DeliveryRow, HealthWord, ProblemView } from '../../contract/index.ts';

/** `Kind/namespace/name`. */
export function deliveryIdOf(owner: KubeObject): string {
  return `${owner.kind}/${owner.metadata.namespace ?? ''}/${owner.metadata.name ?? ''}`;
}

/** The members of a row that every custom resource gives alike. */
export function commonRow(
  owner: KubeObject,
): Pick<DeliveryRow, 'id' | 'kind' | 'namespace' | 'name' | 'deleting' | 'labels' | 'createdAt'> {
  const { labels, creationTimestamp, deletionTimestamp } = owner.metadata;
  return {
    id: deliveryIdOf(owner),
    kind: owner.kind,
    namespace: owner.metadata.namespace ?? '',
    name: owner.metadata.name ?? '',
    ...(deletionTimestamp === undefined ? {} : { deleting: true }),
    ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels: { ...labels } }),
    ...(creationTimestamp === undefined ? {} : { createdAt: creationTimestamp }),
  };
}

const healthWords = new Set(['Healthy', 'Progressing', 'Degraded', 'Suspended', 'Missing']);

/** The health that a status names, or `Unknown`. */
export function healthWord(text: string): HealthWord {
  return healthWords.has(text) ? (text as HealthWord) : 'Unknown';
}

/** The newest of some times as statuses write them; the epoch where there is none. */
export function newest(times: readonly (Json | undefined)[]): string {
  let last = 0;
  for (const text of times) {
    const at = typeof text === 'string' ? Date.parse(text) : NaN;
    if (at > last) last = at;
  }
  return formatTime(last);
}

/** The condition of a type. */
export function conditionOf(owner: KubeObject, type: string): JsonObject | undefined {
  return objectsAt(owner, 'status', 'conditions').find((condition) => condition['type'] === type);
}

/** An address without whatever user and password stand in it; what is no address stays. */
export function withoutPassword(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}

/** A list of conditions as the page shows it. */
export function conditionsOf(
  owner: KubeObject,
): { type: string; status?: string; reason?: string; message: string; time?: string }[] {
  return objectsAt(owner, 'status', 'conditions').map((condition) => ({
    type: textAt(condition, 'type'),
    ...optionalText('status', jsonAt(condition, 'status')),
    ...optionalText('reason', jsonAt(condition, 'reason')),
    message: textAt(condition, 'message'),
    ...optionalText('time', jsonAt(condition, 'lastTransitionTime')),
  }));
}

/** A member with a text that is not empty, or none. */
export function optionalText<K extends string>(name: K, value: Json | undefined): { [name in K]?: string } {
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as { [name in K]: string }) : {};
}

/** A problem as a status tells it: the place that the message names, what stands behind it, and the whole text. */
export function problemOf(code: string, text: string): ProblemView {
  const place = /(?:^|[\s(])((?:[\w@+-][\w@+.-]*\/)*[\w@+-][\w@+.-]*\.[A-Za-z]+):(\d+)(?::(\d+))?(?:: |\)|$)/.exec(
    text,
  );
  const behind = place === null ? '' : text.slice(place.index + place[0].length);
  return {
    code,
    message: firstLine(behind === '' ? text : behind, 1_000),
    ...(place === null ? {} : { file: place[1] ?? '', line: Number(place[2]) }),
    ...(place?.[3] === undefined ? {} : { column: Number(place[3]) }),
    raw: text,
  };
}

/** The first sentence or line of a message: short enough for a row. */
export function firstLine(text: string, max = 300): string {
  const [line = ''] = text.split('\n', 1);
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
