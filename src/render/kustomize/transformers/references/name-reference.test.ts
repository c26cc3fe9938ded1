import { describe, expect, it } from 'vitest';
import { getNode, textOf } from '../../node/index.ts';
import { ConfigMerger } from '../config/index.ts';
import { prefixTransformer } from '../name-affix.ts';
import { resourcesOf, testContext } from '../testing/resources.ts';
import { nameReferenceTransformer } from './name-reference.ts';

const { nameReference, namePrefix } = new ConfigMerger().defaults;
const place = { file: 'kustomization.yaml', line: 2, column: 13 };

describe('nameReferenceTransformer', () => {
  it('finds the names of 10,000 resources without looking at each for each', { timeout: 60_000 }, () => {
    const documents: string[] = [];
    for (let index = 0; index < 5000; index += 1) {
      documents.push(
        `{apiVersion: v1, kind: ConfigMap, metadata: {name: cm-${index}}}`,
        `{apiVersion: v1, kind: Pod, metadata: {name: pod-${index}}, spec: {volumes: [{configMap: {name: cm-${index}}}]}}`,
      );
    }
    const resources = resourcesOf(documents.join('\n---\n'));
    const context = testContext();
    prefixTransformer({ affix: { text: 'p-', place }, fieldSpecs: namePrefix }).transform(resources, context);
    const started = process.cpuUsage();
    nameReferenceTransformer(nameReference).transform(resources, context);
    const { user } = process.cpuUsage(started);
    expect(textOf(getNode(resources[9999]?.root, 'spec', 'volumes', 0, 'configMap', 'name'))).toBe('p-cm-4999');
    // Each of them against each would be 25 million comparisons of ids, which takes seconds.
    expect(user / 1000).toBeLessThan(2000);
  });

  it('says where a new name comes from', () => {
    const resources = resourcesOf(
      '{apiVersion: v1, kind: Secret, metadata: {name: s}}\n---\n' +
        '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{secret: {secretName: s}}, {secret: {secretName: other}}]}}',
    );
    const context = testContext();
    prefixTransformer({ affix: { text: 'p-', place }, fieldSpecs: namePrefix }).transform(resources, context);
    nameReferenceTransformer(nameReference).transform(resources, context);
    const volumes = getNode(resources[1]?.root, 'spec', 'volumes');
    expect(getNode(volumes, 0, 'secret', 'secretName')).toMatchObject({
      value: 'p-s',
      place,
      changedBy: 'NameReferenceTransformer',
    });
    expect(getNode(volumes, 1, 'secret', 'secretName')).toMatchObject({ value: 'other', place: { line: 3 } });
  });
});
