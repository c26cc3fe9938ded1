import { type KubeObject, textAt } from '../../../base/index.ts';
import type { Outcome } from '../../../engine/index.ts';
import { kustomizeProfile } from '../source/index.ts';
import type { ApplicationCondition } from './conditions.ts';

/** The kustomize that each profile stands in for to the last digit. */
const versions = { '5.7': 'v5.7.1', '5.8': 'v5.8.1' } as const;

/**
 * Says so where `spec.source.kustomize.version` names a version that is not stood in for to the last digit. Upstream refuses a version
 * that is not installed.
 */
export function kustomizeVersionConditions(owner: KubeObject, { sourceType }: Outcome): ApplicationCondition[] {
  const wanted = textAt(owner, 'spec', 'source', 'kustomize', 'version');
  if (sourceType !== 'Kustomize' || wanted === '') return [];
  const built = versions[kustomizeProfile(wanted)];
  if (wanted.replace(/^v?/, 'v') === built) return [];
  const message = `kustomize ${wanted} is asked for, and built as ${built} does: name ${Object.values(versions).join(' or ')}, or none`;
  return [{ type: 'KustomizeVersionWarning', message }];
}
