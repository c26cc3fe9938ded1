import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { formatFieldError } from '../validation/index.ts';
import {
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  labelKey,
  labelValue,
  type ObjectMetaRules,
  pathSegment,
  validateObjectMeta,
} from './index.ts';
import { metadataDecodeProblem } from './metadata-decode.ts';

describe('the rules for names', () => {
  it.each([
    [
      'dnsSubdomain',
      dnsSubdomain,
      ['a', 'a.b', 'a-b.c-d', '0', 'a'.repeat(253)],
      ['', 'A', 'a_b', '-a', 'a-', 'a..b', '.a', 'a.', 'a\n', 'é', 'a'.repeat(254)],
    ],
    ['dnsLabel', dnsLabel, ['a', 'a-b', '0a', 'a'.repeat(63)], ['', 'a.b', 'A', '-a', 'a'.repeat(64)]],
    ['dns1035Label', dns1035Label, ['a', 'a-0'], ['', '0a', 'a.b', 'A', 'a-']],
    [
      'labelKey',
      labelKey,
      ['a', 'A_b.c-d', 'x.y/Z', `${'a'.repeat(253)}/${'b'.repeat(63)}`],
      ['', '/', 'a/', '/a', 'a/b/c', '_a', 'a_', 'A/b', 'b'.repeat(64), 'a b', 'x/é'],
    ],
    ['labelValue', labelValue, ['', 'a', 'A_b.c-d', 'a'.repeat(63)], ['-a', 'a-', 'a b', 'a'.repeat(64), 'a\n']],
    ['pathSegment', pathSegment, ['', 'a', 'A:b', '...'], ['.', '..', 'a/b', '50%']],
  ])('%s', (_, rule, fine, wrong) => {
    for (const text of fine) expect(rule(text), text).toEqual([]);
    for (const text of wrong) expect(rule(text), text).not.toEqual([]);
  });

  it('say everything that is wrong', () => {
    expect(labelKey('A/')).toHaveLength(3);
    expect(dnsLabel('a.b')).toEqual(['must not contain dots']);
  });

  it('judge hostile names at once', () => {
    const start = performance.now();
    for (const rule of [dnsSubdomain, dnsLabel, labelKey, labelValue]) rule(`${'a-'.repeat(500_000)}!`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('validateObjectMeta', () => {
  const rules: ObjectMetaRules = { namespace: 'required', name: 'dns-subdomain', path: 'metadata' };
  const errorsOf = (metadata: JsonObject, changed: Partial<ObjectMetaRules> = {}): string[] =>
    validateObjectMeta(metadata, { ...rules, ...changed }).map(formatFieldError);

  it.each([
    ['a name and a namespace', { name: 'a', namespace: 'b' }, {}, []],
    ['no name', { namespace: 'b' }, {}, ['metadata.name: Required value: name or generateName is required']],
    ['no name of a path segment', {}, { name: 'path-segment', namespace: 'optional' } as const, []],
    ['no namespace', { name: 'a' }, {}, ['metadata.namespace: Required value']],
    [
      'a namespace too many',
      { name: 'a', namespace: 'b' },
      { namespace: 'forbidden' } as const,
      ['metadata.namespace: Forbidden: not allowed on this type'],
    ],
    ['a stem with a dash', { name: 'a-x', generateName: 'a-', namespace: 'b' }, {}, []],
    [
      'a path segment with a slash',
      { name: 'a/b', generateName: '%' },
      { name: 'path-segment', namespace: 'optional' } as const,
      [
        'metadata.generateName: Invalid value: "%": may not contain \'%\'',
        'metadata.name: Invalid value: "a/b": may not contain \'/\'',
      ],
    ],
    [
      'a stem that would be two dots',
      { generateName: '..' },
      { name: 'path-segment', namespace: 'optional' } as const,
      [],
    ],
    [
      'a negative generation',
      { name: 'a', namespace: 'b', generation: -1 },
      {},
      ['metadata.generation: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'two finalizers that contradict',
      { name: 'a', namespace: 'b', finalizers: ['orphan', 'foregroundDeletion'] },
      {},
      [
        'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
      ],
    ],
    [
      'an owner that is an event',
      { name: 'a', namespace: 'b', ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'e', uid: 'u' }] },
      {},
      [
        'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"e","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
      ],
    ],
    [
      'unknown managers',
      {
        name: 'a',
        namespace: 'b',
        managedFields: [
          { operation: 'Patch', fieldsType: 'FieldsV2' },
          { operation: 'Apply', manager: 'm'.repeat(129), subresource: 's'.repeat(257) },
        ],
      },
      {},
      [
        'metadata.managedFields[0].operation: Invalid value: "Patch": must be `Apply` or `Update`',
        'metadata.managedFields[0].fieldsType: Invalid value: "FieldsV2": must be `FieldsV1`',
        'metadata.managedFields[1].manager: Too long: may not be more than 128 bytes',
        'metadata.managedFields[1].subresource: Too long: may not be more than 256 bytes',
      ],
    ],
    [
      'annotations of 256 KiB and more',
      { name: 'a', namespace: 'b', annotations: { A: 'x'.repeat(256 * 1024) } },
      {},
      ['metadata.annotations: Too long: may not be more than 262144 bytes'],
    ],
    [
      'annotations of just 256 KiB',
      { name: 'a', namespace: 'b', annotations: { A: 'x'.repeat(256 * 1024 - 1) } },
      {},
      [],
    ],
    [
      'things of other types',
      {
        name: 5,
        namespace: 'b',
        labels: 'x',
        annotations: [1],
        finalizers: {},
        ownerReferences: 'y',
        managedFields: [1],
      },
      {},
      ['metadata.name: Required value: name or generateName is required'],
    ],
  ] satisfies [string, JsonObject, Partial<ObjectMetaRules>, string[]][])(
    'judges %s',
    (_, metadata, changed, errors) => {
      expect(errorsOf(metadata, changed)).toEqual(errors);
    },
  );

  it('allows one owner to be the controller', () => {
    const owner = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', name, uid: name, controller: true });
    expect(errorsOf({ name: 'a', namespace: 'b', ownerReferences: [owner('x')] })).toEqual([]);
    expect(errorsOf({ name: 'a', namespace: 'b', ownerReferences: [owner('x'), owner('y')] })[0]).toContain(
      'Found "true" in references for Pod/x and Pod/y',
    );
  });
});

describe('metadataDecodeProblem', () => {
  it.each([
    [null, undefined],
    [{}, undefined],
    [{ name: 'a', unknown: 5, labels: null, labels2: 1 }, undefined],
    [true, 'json: cannot unmarshal bool into Go value of type v1.ObjectMeta'],
    [[], 'json: cannot unmarshal array into Go value of type v1.ObjectMeta'],
    [{ name: 5 }, 'json: cannot unmarshal number into Go struct field ObjectMeta.name of type string'],
    [{ namespace: 1, name: [] }, 'json: cannot unmarshal array into Go struct field ObjectMeta.name of type string'],
    [{ generation: 1.5 }, 'json: cannot unmarshal number 1.5 into Go struct field ObjectMeta.generation of type int64'],
    [{ labels: 'x' }, 'json: cannot unmarshal string into Go struct field ObjectMeta.labels of type map[string]string'],
    [{ labels: { a: 1 } }, 'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string'],
    [{ finalizers: {} }, 'json: cannot unmarshal object into Go struct field ObjectMeta.finalizers of type []string'],
    [
      { ownerReferences: [{ controller: 'x' }] },
      'json: cannot unmarshal string into Go struct field OwnerReference.ownerReferences.controller of type bool',
    ],
  ])('says of %j what Go would', (metadata, problem) => {
    expect(metadataDecodeProblem(metadata)).toBe(problem);
  });
});
