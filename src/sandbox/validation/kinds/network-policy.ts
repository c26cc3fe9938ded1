import { type Json, objectAt, objectsAt, textAt, textsAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { isStrictSubset, rangeProblems } from '../addresses.ts';
import { portNameProblems } from '../names.ts';
import { each, fields, on, oneOf, portNumber, type Rule, textOrEmpty } from '../rules.ts';
import { labelSelector } from '../selectors.ts';

const ports: Rule = each(
  on((item, path) => {
    const { port, endPort } = item;
    const at = `${path}.endPort`;
    const name: Rule = typeof port === 'number' ? portNumber : textOrEmpty(portNameProblems);
    const end = (detail: string, shown: Json = endPort ?? null): FieldError[] => [invalid(at, shown, detail)];
    return [
      ...oneOf('TCP', 'UDP', 'SCTP')(item['protocol'], `${path}.protocol`),
      ...(port === undefined ? [] : name(port, `${path}.port`)),
      ...(typeof endPort !== 'number'
        ? []
        : port === undefined
          ? end('may not be specified when `port` is not specified')
          : typeof port === 'string'
            ? end('may not be specified when `port` is non-numeric')
            : endPort < Number(port)
              ? end('must be greater than or equal to `port`', port)
              : portNumber(endPort, at)),
    ];
  }),
);

const peers: Rule = each(
  on((peer, path) => {
    const given = ['podSelector', 'namespaceSelector', 'ipBlock'].filter((field) => peer[field] !== undefined);
    if (given.length === 0) return [required(path, 'must specify a peer')];
    const block = objectAt(peer, 'ipBlock');
    return [
      ...labelSelector(peer['podSelector'], `${path}.podSelector`),
      ...labelSelector(peer['namespaceSelector'], `${path}.namespaceSelector`),
      ...(given.includes('ipBlock') ? blockErrors(block, `${path}.ipBlock`) : []),
      ...(given.includes('ipBlock') && given.length > 1
        ? [forbiddenField(path, 'may not specify both ipBlock and another peer')]
        : []),
    ];
  }),
);

function blockErrors(block: Json, path: string): FieldError[] {
  const range = textAt(block, 'cidr');
  if (range === '') return [required(`${path}.cidr`)];
  const problems = rangeProblems(range);
  if (problems.length > 0) return problems.map((problem) => invalid(`${path}.cidr`, range, problem));
  return textsAt(block, 'except').flatMap((except, index) => {
    const at = `${path}.except[${index}]`;
    const bad = rangeProblems(except);
    if (bad.length > 0) return bad.map((problem) => invalid(at, except, problem));
    return isStrictSubset(except, range) ? [] : [invalid(at, except, 'must be a strict subset of `cidr`')];
  });
}

/** NetworkPolicies (kubernetes 1.36, pkg/apis/networking/validation). */
export const networkPolicyRule: Rule = fields({
  spec: on((spec, path) => {
    const types = textsAt(spec, 'policyTypes');
    const known = ['Ingress', 'Egress'];
    return [
      ...labelSelector(spec['podSelector'], `${path}.podSelector`),
      ...objectsAt(spec, 'ingress').flatMap((rule, index) => [
        ...ports(rule['ports'], `${path}.ingress[${index}].ports`),
        ...peers(rule['from'], `${path}.ingress[${index}].from`),
      ]),
      ...objectsAt(spec, 'egress').flatMap((rule, index) => [
        ...ports(rule['ports'], `${path}.egress[${index}].ports`),
        ...peers(rule['to'], `${path}.egress[${index}].to`),
      ]),
      ...(types.length > 2
        ? [invalid(`${path}.policyTypes`, [...types], 'may not specify more than two policyTypes')]
        : types.flatMap((type, index) =>
            known.includes(type) ? [] : [notSupported(`${path}.policyTypes[${index}]`, type, known)],
          )),
    ];
  }),
});
