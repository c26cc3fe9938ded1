import { describe, expect, it } from 'vitest';
import { fieldsAt, matchesFields, parseFieldSelector, pinnedField } from './field-selector.ts';
import { matchesLabels, parseLabelSelector, requirementsOf, selectorText } from './label-selector.ts';

const labels = { app: 'web', tier: 'front', size: '5', empty: '' };

describe('a label selector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app=db', false],
    ['app!=db', true],
    ['app!=web', false],
    ['other!=web', true],
    ['app', true],
    ['other', false],
    ['!other', true],
    ['!app', false],
    ['app in (web, db)', true],
    ['app in (db)', false],
    ['app notin (db)', true],
    ['app notin (web,db)', false],
    ['other notin (web)', true],
    ['size>4', true],
    ['size>5', false],
    ['size<6', true],
    ['tier<6', false],
    ['other>1', false],
    ['app=web,tier=front', true],
    ['app=web,tier=back', false],
    ['empty=', true],
    ['empty in ()', true],
    ['app=', false],
  ])('%j selects: %s', (text, selected) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(selected);
  });

  it.each([
    ['app in (web', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['app=a=b', "found '=', expected: ',' or 'end of string'"],
    ['app=web,', "found '', expected: identifier after ','"],
    ['=web', "unable to parse requirement: found '=', expected: !, identifier, or 'end of string'"],
    ['-x', 'unable to parse requirement: <nil>: Invalid value: "-x"'],
    ['app=a_', 'unable to parse requirement: values[0][app]: Invalid value: "a_"'],
    ['app>x', "for 'Gt', 'Lt' operators, the value must be an integer"],
    ['app in web', "found 'web', expected: '('"],
    [`app=${'a'.repeat(64)}`, 'must be no more than 63 bytes'],
  ])('%j is none: %s', (text, why) => {
    expect(() => parseLabelSelector(text)).toThrow(why);
  });

  it('is read from an object', () => {
    const selector = {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'old', operator: 'DoesNotExist' },
        { key: 'size', operator: 'Exists' },
        { key: 'app', operator: 'NotIn', values: ['db'] },
      ],
    };
    const requirements = requirementsOf(selector) ?? [];
    expect(matchesLabels(requirements, labels)).toBe(true);
    expect(matchesLabels(requirements, { ...labels, old: '' })).toBe(false);
    expect(selectorText(requirements)).toBe('app=web,app notin (db),!old,size,tier in (back,front)');
  });

  it('selects everything where it is empty and nothing where there is none', () => {
    expect(requirementsOf({})).toEqual([]);
    expect(requirementsOf(undefined)).toBeUndefined();
    expect(() => requirementsOf({ matchExpressions: [{ key: 'a', operator: 'Like' }] })).toThrow('is not a valid');
  });
});

describe('a field selector', () => {
  const fields = fieldsAt(['metadata.name', 'status.phase', 'spec.nodeName'], { 'spec.nodeName': '' });
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, status: { phase: 'Running' } };

  it.each([
    ['', true],
    ['metadata.name=a', true],
    ['metadata.name==a', true],
    ['metadata.name!=a', false],
    ['metadata.name=a,status.phase!=Pending', true],
    ['spec.nodeName=', true],
  ])('%j selects: %s', (text, selected) => {
    expect(matchesFields(parseFieldSelector(text), pod, fields)).toBe(selected);
  });

  it.each(['metadata.name', 'a,b'])('%j is none', (text) => {
    expect(() => parseFieldSelector(text)).toThrow();
  });

  it('may pin the one object that there is to find', () => {
    expect(pinnedField(parseFieldSelector('metadata.name=a,status.phase=b'), 'metadata.name')).toBe('a');
    expect(pinnedField(parseFieldSelector('metadata.name!=a'), 'metadata.name')).toBeUndefined();
  });
});
