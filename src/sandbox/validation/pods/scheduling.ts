import { type JsonObject, objectsAt, textAt, textsAt } from '../../../base/index.ts';
import { type FieldError, duplicate, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { dnsLabelProblems, labelValueProblems, qualifiedNameProblems } from '../names.ts';
import { each, given, number, on, oneOf, type Rule } from '../rules.ts';
import { labelSelector, nodeSelector, nodeSelectorTerm } from '../selectors.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** What pods bear of nodes (kubernetes 1.36, pkg/apis/core/validation ValidateTolerations). */
export const tolerations: Rule = each(
  on((toleration, path) => {
    const [key, value] = [textAt(toleration, 'key'), textAt(toleration, 'value')];
    const [operator, effect] = [textAt(toleration, 'operator'), textAt(toleration, 'effect')];
    const at = `${path}.operator`;
    const errors: FieldError[] = [];
    if (key !== '') errors.push(...qualifiedNameProblems(key).map((why) => invalid(`${path}.key`, key, why)));
    if (key === '' && operator !== 'Exists') {
      const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(at, operator, why));
    }
    if (toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === 'Exists') {
      if (value !== '') errors.push(invalid(at, value, "value must be empty when `operator` is 'Exists'"));
    } else if (operator === 'Equal' || operator === '') {
      errors.push(...labelValueProblems(value).map((why) => invalid(at, value, why)));
    } else {
      errors.push(notSupported(at, operator, ['Equal', 'Exists']));
    }
    if (effect !== '' && !effects.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, effects));
    return errors;
  }),
);

const weight = number((value) => value > 0 && value <= 100, 'must be in the range 1-100');

const podTerm: Rule = on((term, path) => {
  const at = `${path}.topologyKey`;
  const key = textAt(term, 'topologyKey');
  return [
    ...labelSelector(term['labelSelector'], `${path}.labelSelector`),
    ...labelSelector(term['namespaceSelector'], `${path}.namespaceSelector`),
    ...textsAt(term, 'namespaces').flatMap((namespace) =>
      dnsLabelProblems(namespace).map((why) => invalid(`${path}.namespace`, namespace, why)),
    ),
    ...(key === '' ? [required(at, 'can not be empty')] : []),
    ...qualifiedNameProblems(key).map((why) => invalid(at, key, why)),
  ];
});

const needed = 'requiredDuringSchedulingIgnoredDuringExecution';
const wished = 'preferredDuringSchedulingIgnoredDuringExecution';

const podAffinity: Rule = given(
  on((affinity, path) => [
    ...each(podTerm)(affinity[needed], `${path}.${needed}`),
    ...objectsAt(affinity, wished).flatMap((item, index) => {
      const at = `${path}.${wished}[${index}]`;
      return [...weight(item['weight'], `${at}.weight`), ...podTerm(item['podAffinityTerm'], `${at}.podAffinityTerm`)];
    }),
  ]),
);

const nodeAffinity: Rule = given(
  on((affinity, path) => [
    ...nodeSelector(affinity[needed], `${path}.${needed}`),
    ...objectsAt(affinity, wished).flatMap((item, index) => {
      const at = `${path}.${wished}[${index}]`;
      return [...weight(item['weight'], `${at}.weight`), ...nodeSelectorTerm(item['preference'], `${at}.preference`)];
    }),
  ]),
);

/** What draws pods to nodes and to each other. */
export const affinity: Rule = given(
  on((all, path) => [
    ...nodeAffinity(all['nodeAffinity'], `${path}.nodeAffinity`),
    ...podAffinity(all['podAffinity'], `${path}.podAffinity`),
    ...podAffinity(all['podAntiAffinity'], `${path}.podAntiAffinity`),
  ]),
);

/** How pods are spread. */
export function spreadErrors(spec: JsonObject, path: string): FieldError[] {
  const seen = new Set<string>();
  return objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, index) => {
    const at = `${path}[${index}]`;
    const key = textAt(constraint, 'topologyKey');
    const action = textAt(constraint, 'whenUnsatisfiable');
    const domains = constraint['minDomains'];
    const errors: FieldError[] = [];
    errors.push(...number((value) => value > 0, 'must be greater than zero')(constraint['maxSkew'], `${at}.maxSkew`));
    if (key === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    else errors.push(...qualifiedNameProblems(key).map((why) => invalid(`${at}.topologyKey`, key, why)));
    errors.push(...oneOf('DoNotSchedule', 'ScheduleAnyway')(action, `${at}.whenUnsatisfiable`));
    const pair = `{${key}, ${action}}`;
    const isTwice = objectsAt(spec, 'topologySpreadConstraints')
      .slice(index + 1)
      .some((other) => textAt(other, 'topologyKey') === key && textAt(other, 'whenUnsatisfiable') === action);
    if (isTwice) errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
    seen.add(pair);
    if (typeof domains === 'number') {
      if (domains <= 0) errors.push(invalid(`${at}.minDomains`, domains, 'must be greater than zero'));
      if (action !== 'DoNotSchedule') {
        const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
        errors.push(invalid(`${at}.minDomains`, domains, why));
      }
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      errors.push(...given(oneOf('Honor', 'Ignore'))(constraint[field], `${at}.${field}`));
    }
    return [...errors, ...labelSelector(constraint['labelSelector'], `${at}.labelSelector`)];
  });
}

/** Gates that hold a pod back, and those that its readiness waits for. */
export function gateErrors(spec: JsonObject, path: string): FieldError[] {
  const seen = new Set<string>();
  const readiness = objectsAt(spec, 'readinessGates').flatMap((gate, index) => {
    const type = textAt(gate, 'conditionType');
    const at = `${path}.readinessGates[${index}].conditionType`;
    return qualifiedNameProblems(type).map((why) => invalid(at, type, why));
  });
  const scheduling = objectsAt(spec, 'schedulingGates').flatMap((gate, index) => {
    const name = textAt(gate, 'name');
    const at = `${path}.schedulingGates[${index}]`;
    const errors = qualifiedNameProblems(name).map((why) => invalid(at, name, why));
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    return errors;
  });
  return [...readiness, ...scheduling];
}
