import { describe, expect, it } from 'vitest';
import { KustomizeError } from '../../error.ts';
import { maxCrdDepth, readCrdConfigs } from './crd-config.ts';
import { readTransformerConfig } from './read-config.ts';
import { ConfigMerger, emptyConfig } from './transformer-config.ts';

function refusal(action: () => unknown): KustomizeError {
  try {
    action();
  } catch (error) {
    if (error instanceof KustomizeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('ConfigMerger', () => {
  it('takes the defaults twice for the defaults, at once', () => {
    const merger = new ConfigMerger();
    const once = merger.merge(emptyConfig, merger.defaults);
    expect(merger.merge(once, merger.defaults)).toBe(once);
    expect(once).toEqual(merger.defaults);
  });

  it('adds references of one kind to each other', () => {
    const merger = new ConfigMerger();
    const added = readTransformerConfig(
      'nameReference: [{kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/cm, kind: Thing}]}]',
      'c.yaml',
    );
    const { nameReference } = merger.merge(merger.defaults, added);
    expect(nameReference).toHaveLength(16);
    expect(nameReference.find(({ kind }) => kind === 'ConfigMap')?.fields.at(-1)).toMatchObject({
      path: 'spec/cm',
      kind: 'Thing',
    });
  });
});

describe('readTransformerConfig', () => {
  it('says where something is wrong', () => {
    const error = refusal(() => readTransformerConfig('images:\n- path: a\n  crate: true\n', 'c.yaml'));
    expect(error).toMatchObject({ code: 'malformed', place: { file: 'c.yaml', line: 3 } });
  });

  it('refuses what is no YAML', () => {
    expect(refusal(() => readTransformerConfig('images: [', 'c.yaml'))).toMatchObject({ code: 'malformed' });
  });
});

describe('readCrdConfigs', () => {
  const head = '{apiVersion: {}, kind: {}, metadata: {}';

  it('ends where types hold themselves', () => {
    const text = `v1.A: {schema: {properties: ${head}, spec: {$ref: B}}}}\nB: {schema: {properties: {b: {$ref: B}, c: {$ref: B}}}}`;
    const error = refusal(() => readCrdConfigs(text, 'crd.yaml'));
    expect(error).toMatchObject({ code: 'limit', file: 'crd.yaml' });
    expect(error.message).toContain(`more than ${maxCrdDepth} deep`);
  });

  it('ends where types multiply', () => {
    const level = (index: number): string =>
      `L${index}: {schema: {properties: {a: {$ref: L${index + 1}}, b: {$ref: L${index + 1}}}}}`;
    const levels = Array.from({ length: 40 }, (_, index) => level(index));
    const text = `v1.A: {schema: {properties: ${head}, spec: {$ref: L0}}}}\n${levels.join('\n')}`;
    expect(refusal(() => readCrdConfigs(text, 'crd.yaml')).message).toMatch(/more than 200000 fields/);
  });
});
