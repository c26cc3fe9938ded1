import type { Outcome } from '../../../engine/index.ts';
import type { ApplicationCondition } from './conditions.ts';

/** The kustomize that each profile stands in for to the last digit. */
const versions = { '5.7': 'v5.7.1', '5.8': 'v5.8.1' } as const;

/**
 * Says so where `spec.source.kustomize.version` names a version that is not stood in for to the last digit. Upstream refuses a version
 * that is not installed.
 */
export function kustomizeVersionConditions({ delivery }: Outcome): ApplicationCondition[] {
  const render = delivery.source?.render;
  if (render?.kind !== 'kustomize' || render.wanted === undefined) return [];
  const built = versions[render.profile];
  if (render.wanted.replace(/^v?/, 'v') === built) return [];
  const message = `kustomize ${render.wanted} is asked for, and built as ${built} does: name ${Object.values(versions).join(' or ')}, or none`;
  return [{ type: 'KustomizeVersionWarning', message }];
}
