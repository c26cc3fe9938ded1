import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { parentOwners, type ReplicasPaths, scaleOwners } from './scale.ts';

const paths: ReplicasPaths = {
  'apps/v1': ['f:spec', 'f:replicas'],
  'example.io/v1': ['f:spec', 'f:count'],
  'example.io/v2': null,
};
const replicas = { 'f:spec': { 'f:replicas': {} } };

function entry(manager: string, fieldsV1: JsonObject, change: JsonObject = {}): JsonObject {
  return {
    manager,
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...change,
  };
}

describe('the owners of a Scale', () => {
  it('are those who own the replicas', () => {
    const owners = scaleOwners(
      [
        entry('a', { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } }),
        entry('b', { 'f:spec': { 'f:paused': {} } }),
        entry('c', { 'f:spec': { 'f:count': {} } }, { apiVersion: 'example.io/v1' }),
        entry('d', replicas, { apiVersion: 'example.io/v2' }),
        entry('e', replicas, { apiVersion: 'example.io/v9' }),
      ],
      paths,
    );
    expect(owners).toEqual([
      entry('a', replicas, { apiVersion: 'autoscaling/v1' }),
      entry('c', replicas, { apiVersion: 'autoscaling/v1' }),
    ]);
  });

  it('are none where nobody owns them', () => {
    expect(scaleOwners(undefined, paths)).toBeUndefined();
    expect(scaleOwners([entry('a', { 'f:data': {} })], paths)).toBeUndefined();
  });
});

describe('the owners of what is scaled', () => {
  const parents = [
    entry('a', { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } }, { operation: 'Apply' }),
    entry('b', replicas),
  ];
  const scaled = (manager: string, change: JsonObject = {}): JsonObject =>
    entry(manager, replicas, { apiVersion: 'autoscaling/v1', ...change });

  it('lose the replicas to who has scaled', () => {
    const owners = parentOwners(parents, [scaled('hpa', { subresource: 'scale' })], 'apps/v1', paths);
    expect(owners).toEqual(
      [
        entry('a', { 'f:spec': { 'f:paused': {} } }, { operation: 'Apply' }),
        entry('hpa', replicas, { time: undefined, subresource: 'scale' }),
      ].map((owner) => JSON.parse(JSON.stringify(owner)) as JsonObject),
    );
  });

  it('keep the replicas where the Scale still names them', () => {
    const owners = parentOwners(parents, [scaled('a', { operation: 'Apply' })], 'apps/v1', paths);
    expect(owners).toEqual([parents[0]]);
  });

  it('of versions without the subresource stay as they are', () => {
    const other = entry('d', replicas, { apiVersion: 'example.io/v2' });
    expect(parentOwners([other], [], 'apps/v1', paths)).toEqual([other]);
  });

  it('of versions that are not known go', () => {
    expect(parentOwners([entry('e', replicas, { apiVersion: 'v9' })], [], 'apps/v1', paths)).toBeUndefined();
  });

  it('stay as they are where who scaled owns something else', () => {
    const status = entry('x', { 'f:status': {} }, { apiVersion: 'autoscaling/v1' });
    expect(parentOwners([parents[1] ?? {}], [status], 'apps/v1', paths)).toBeUndefined();
  });

  it('gain nobody in a version without the subresource', () => {
    expect(parentOwners([], [scaled('hpa')], 'example.io/v2', paths)).toBeUndefined();
  });
});
