import { type CallCost, matchCost, sizeOf, textCost, traversalCost } from '../evaluation/index.ts';
import { CelObject, type CelValue } from '../values.ts';

const nominal: CallCost = () => 1;
const text =
  (times: number): CallCost =>
  ([value]) =>
    textCost(sizeOf(value as CelValue), times);
const traversal: CallCost = ([value]) => traversalCost(value as CelValue);
const match: CallCost = ([value, pattern]) => matchCost(value as CelValue, pattern as CelValue);

/** What another address costs to compare: more where it is a text that must be read first. */
const addressCost = (other: CelValue): number => (other instanceof CelObject ? 0 : textCost(sizeOf(other)));

const each = (names: string, cost: CallCost): Readonly<Record<string, CallCost>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, cost]));

/** What calls cost in Kubernetes (apiserver v0.36.3, pkg/cel/library/cost.go). */
export const kubernetesCosts: Readonly<Record<string, CallCost>> = {
  ...each('isSorted sum max min indexOf lastIndexOf', traversal),
  ...each('url lowerAscii upperAscii substring trim cidr isIP isCIDR quantity isQuantity semver isSemver', text(1)),
  ...each('replace split ip.isCanonical', text(2)),
  ...each('find findAll', match),
  ...each(
    'masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast',
    nominal,
  ),
  ip: (args, result) => (args[0] instanceof CelObject ? 1 : text(1)(args, result)),
  join: (_args, result) => textCost(sizeOf(result), 2),
  containsIP: ([network, other]) => textCost(sizeOf(network as CelValue), 2) + addressCost(other as CelValue),
  containsCIDR: ([network, other]) =>
    textCost(sizeOf(network as CelValue), 2) +
    textCost(sizeOf(network as CelValue)) +
    1 +
    addressCost(other as CelValue),
  validate: ([, value]) => textCost(sizeOf(value as CelValue)) * 15,
  check: () => 350_000,
};
