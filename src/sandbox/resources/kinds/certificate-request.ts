import { formatTime, type JsonObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import type { StrategyContext } from '../../machinery/strategy.ts';
import { signingRequestRule } from '../../validation/kinds/cluster.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { copyField } from '../standard-strategy.ts';

/** Conditions that only the approval subresource gives, and nobody takes away. */
const verdicts = new Set(['Approved', 'Denied']);

/** CertificateSigningRequests: who asks is written by the server; status and approval change their part (kubernetes 1.36, registry/certificates). */
export const certificateRequestBehaviour: KindBehaviour = {
  strategy: {
    prepareForCreate: (draft, { user }) => {
      const { username: _u, uid: _i, groups: _g, extra: _e, ...asked } = objectAt(draft, 'spec');
      draft['spec'] = {
        ...asked,
        username: user.name,
        ...(user.uid === undefined ? {} : { uid: user.uid }),
        groups: [...user.groups],
        ...(user.extra === undefined ? {} : { extra: extraOf(user.extra) }),
      };
      draft['status'] = {};
    },
    validate: (object) => signingRequestRule(object, ''),
    prepareForUpdate: (draft, old, context) => {
      copyField(draft, old, 'spec');
      if (context.subresource === '') {
        copyField(draft, old, 'status');
        return;
      }
      const before = objectsAt(old, 'status', 'conditions');
      const given = objectsAt(draft, 'status', 'conditions').map((condition) => withTimes(condition, before, context));
      if (context.subresource === 'approval') {
        draft['status'] = withConditions(objectAt(old, 'status'), given);
        return;
      }
      const kept = before.filter((condition) => verdicts.has(textAt(condition, 'type')));
      const own = given.filter((condition) => !verdicts.has(textAt(condition, 'type')));
      draft['status'] = withConditions(objectAt(draft, 'status'), [...kept, ...own]);
    },
  },
};

function extraOf(extra: Readonly<Record<string, readonly string[]>>): JsonObject {
  return Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]]));
}

function withConditions(status: JsonObject, conditions: readonly JsonObject[]): JsonObject {
  const { conditions: _, ...rest } = status;
  return conditions.length === 0 ? rest : { ...rest, conditions: [...conditions] };
}

function withTimes(condition: JsonObject, before: readonly JsonObject[], { cluster }: StrategyContext): JsonObject {
  const now = formatTime(cluster.clock.now());
  const same = before.find((other) => other['type'] === condition['type'] && other['status'] === condition['status']);
  return {
    ...condition,
    lastUpdateTime: condition['lastUpdateTime'] ?? now,
    lastTransitionTime: condition['lastTransitionTime'] ?? same?.['lastTransitionTime'] ?? now,
  };
}
