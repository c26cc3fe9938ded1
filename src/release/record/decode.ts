import {
  isJsonObject,
  type Json,
  type JsonObject,
  numberAt,
  objectsAt,
  Secret,
  textAt,
  textsAt,
} from '../../base/index.ts';
import { ReleaseError } from '../error.ts';
import type { HookEvent, HookPhase, Release, ReleaseHook, ReleaseInfo, ReleaseStatus } from './release.ts';

const releaseFields = ['name', 'info', 'chart', 'config', 'manifest', 'hooks', 'version', 'namespace', 'apply_method'];
const infoFields = ['first_deployed', 'last_deployed', 'deleted', 'description', 'status', 'notes'];
const hookFields = [
  'name',
  'kind',
  'path',
  'manifest',
  'events',
  'last_run',
  'weight',
  'delete_policies',
  'output_log_policies',
];

/**
 * The release that a stored JSON text describes, of helm 3 or helm 4. `labels` are those of the user on its record.
 * @throws ReleaseError `corrupt`: never with any of the text in it.
 */
export function decodeRelease(json: string, labels: Readonly<Record<string, string>>): Release {
  let parsed: Json;
  try {
    parsed = JSON.parse(json) as Json;
  } catch {
    throw new ReleaseError('corrupt', 'the record of the release is no JSON');
  }
  if (!isJsonObject(parsed)) throw new ReleaseError('corrupt', 'the record of the release is no JSON object');
  const chart = parsed['chart'];
  const config = parsed['config'];
  const method = textAt(parsed, 'apply_method');
  return {
    name: textAt(parsed, 'name'),
    namespace: textAt(parsed, 'namespace'),
    version: numberAt(parsed, ['version']),
    info: decodeInfo(isJsonObject(parsed['info']) ? parsed['info'] : {}),
    chart: isJsonObject(chart) ? chart : undefined,
    config: new Secret(isJsonObject(config) ? config : {}),
    manifest: new Secret(textAt(parsed, 'manifest')),
    hooks: objectsAt(parsed, 'hooks').map(decodeHook),
    applyMethod: method === 'ssa' || method === 'csa' ? method : '',
    labels,
    extra: without(parsed, releaseFields),
  };
}

function decodeInfo(info: JsonObject): ReleaseInfo {
  return {
    firstDeployed: textAt(info, 'first_deployed'),
    lastDeployed: textAt(info, 'last_deployed'),
    deleted: textAt(info, 'deleted'),
    description: textAt(info, 'description'),
    status: (textAt(info, 'status') || 'unknown') as ReleaseStatus,
    notes: new Secret(textAt(info, 'notes')),
    extra: without(info, infoFields),
  };
}

function decodeHook(hook: JsonObject): ReleaseHook {
  return {
    name: textAt(hook, 'name'),
    kind: textAt(hook, 'kind'),
    path: textAt(hook, 'path'),
    manifest: new Secret(textAt(hook, 'manifest')),
    events: textsAt(hook, 'events') as readonly HookEvent[],
    weight: numberAt(hook, ['weight']),
    deletePolicies: textsAt(hook, 'delete_policies'),
    outputLogPolicies: textsAt(hook, 'output_log_policies'),
    lastRun: {
      startedAt: textAt(hook, 'last_run', 'started_at'),
      completedAt: textAt(hook, 'last_run', 'completed_at'),
      phase: textAt(hook, 'last_run', 'phase') as HookPhase,
    },
    extra: without(hook, hookFields),
  };
}

/** The members that are none of `known`. */
function without(object: JsonObject, known: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !known.includes(key)));
}
