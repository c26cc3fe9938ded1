import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import { pointedPath } from '../../patch/index.ts';
import { counted, withKept, withoutManaged } from './counted.ts';
import type { IgnoredOfObject } from './ignored-fields.ts';

function ignored(pointers: readonly string[][], managers: readonly string[] = []): IgnoredOfObject {
  return { placesIn: (object) => pointers.flatMap((steps) => [pointedPath(object, steps) ?? []]), managers };
}

function objectOf(data: JsonObject, more: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...metadata }, data, ...more };
}

function owns(manager: string, operation: string, ...names: readonly string[]): JsonObject {
  const fields = Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
  return { manager, operation, fieldsType: 'FieldsV1', fieldsV1: { 'f:data': fields } };
}

describe('counted', () => {
  it('is the object itself where all of it counts', () => {
    const object = objectOf({ x: '1' });
    expect(counted(undefined, object)).toBe(object);
    expect(counted(ignored([['data', 'y']]), object)).toBe(object);
  });

  it('is without what is ignored', () => {
    expect(counted(ignored([['data', 'x']]), objectOf({ x: '1', y: '2' }))).toEqual(objectOf({ y: '2' }));
  });

  it('still tells which object it is, of which version, and who owns it', () => {
    const metadata = { resourceVersion: '7', managedFields: [owns('us', 'Apply', 'x')], labels: { a: 'b' } };
    const rest = counted(ignored([['metadata'], ['kind'], ['apiVersion']]), objectOf({}, {}, metadata));
    expect(rest).toEqual(objectOf({}, {}, { resourceVersion: '7', managedFields: metadata.managedFields }));
  });
});

describe('withoutManaged', () => {
  const live = objectOf(
    { x: 'theirs', y: 'theirs', z: 'same' },
    {},
    { managedFields: [owns('hpa', 'Update', 'x', 'z')] },
  );
  const desired = objectOf({ x: 'ours', y: 'ours', z: 'same' });

  it('takes away what differs and the managers own', () => {
    const rest = withoutManaged(ignored([], ['hpa']), desired, live);
    expect(rest.desired['data']).toEqual({ y: 'ours', z: 'same' });
    expect(rest.live['data']).toEqual({ y: 'theirs', z: 'same' });
  });

  it('takes away nothing of other managers', () => {
    const rest = withoutManaged(ignored([], ['vpa']), desired, live);
    expect([rest.desired, rest.live]).toEqual([desired, live]);
  });
});

describe('withKept', () => {
  const managedFields = [owns('us', 'Apply', 'x', 'y'), owns('hpa', 'Update', 'z')];

  it('has the live values of what is ignored, and leaves out what others own', () => {
    const live = objectOf({ x: 'live', y: 'live', z: 'live' }, {}, { managedFields, uid: 'u' });
    const desired = objectOf({ x: 'git', y: 'git', z: 'git' });
    expect(
      withKept(
        ignored([
          ['data', 'x'],
          ['data', 'z'],
        ]),
        desired,
        live,
        'us',
      ),
    ).toEqual(objectOf({ x: 'live', y: 'git' }));
  });

  it('has the live values of what ignored managers own', () => {
    const live = objectOf({ x: 'live', z: 'live' }, {}, { managedFields });
    const desired = objectOf({ x: 'git', z: 'git' });
    expect(withKept(ignored([], ['hpa']), desired, live, 'us')).toEqual(objectOf({ x: 'git' }));
    expect(withKept(ignored([], ['hpa', 'us']), desired, live, 'us')).toEqual(objectOf({ x: 'live' }));
  });

  it('never writes a status that is ignored', () => {
    const live = objectOf({}, { status: { phase: 'live' } }, { managedFields });
    expect(withKept(ignored([['status']]), objectOf({}, { status: { phase: 'git' } }), live, 'us')).toEqual(
      objectOf({}),
    );
  });
});
