import {
  formatTime,
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
} from '../../../base/index.ts';
import { type Health, type HealthStatus, isWorse, type ObjectState } from '../../../engine/index.ts';
import { applicationKind, argoGroup, ignoreHealthAnnotation } from '../../names.ts';

/** How many objects a health names that caused it. */
const causesNamed = 3;

/**
 * The health of an Application: the worst of its objects that are there, and Missing where all are absent (Argo CD v3.6,
 * controller/health.go). Objects that ask not to be counted are not, nor is an Application that delivers itself.
 */
export function applicationHealth(owner: KubeObject, objects: readonly ObjectState[]): Health {
  const there = objects.filter(({ live }) => live !== undefined);
  if (objects.length > 0 && there.length === 0) return { status: 'Missing', message: '' };
  let worst: HealthStatus = 'Healthy';
  let causes: ObjectKey[] = [];
  for (const { key, live, health } of there) {
    if (health === undefined || live?.metadata.annotations?.[ignoreHealthAnnotation] === 'true') continue;
    const isApplication = key.group === argoGroup && key.kind === applicationKind;
    if (isApplication && (isSelf(owner, key) || health.status === 'Missing' || health.status === 'Unknown')) continue;
    if (isWorse(health.status, worst)) {
      worst = health.status;
      causes = [key];
    } else if (health.status === worst && worst !== 'Healthy') causes.push(key);
  }
  return { status: worst, message: causesOf(causes) };
}

function isSelf({ metadata }: KubeObject, { namespace, name }: ObjectKey): boolean {
  return metadata.namespace === namespace && metadata.name === name;
}

function causesOf(causes: readonly ObjectKey[]): string {
  if (causes.length === 0) return '';
  const named = causes.slice(0, causesNamed).map(({ group, kind, namespace, name }) => {
    const place = namespace === '' ? name : `${namespace}/${name}`;
    return `${group === '' ? kind : `${group}/${kind}`}:${place}`;
  });
  const more = causes.length > causesNamed ? ` and ${causes.length - causesNamed} more` : '';
  return `Caused by ${named.join(', ')}${more}`;
}

/** `status.health`: its time and message are those of the last change of the status. */
export function healthStatusOf(owner: KubeObject, { status, message }: Health, now: number): JsonObject {
  const before = jsonAt(owner, 'status', 'health');
  if (isJsonObject(before) && before['status'] === status) return before;
  return { status, lastTransitionTime: formatTime(now), ...(message === '' ? {} : { message }) };
}
