import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../base/index.ts';
import { formatPath } from '../../fieldpath/index.ts';
import { gadgetManagedKind, gadgetObject, historyStart, ownersOf } from '../../testing/play-history.ts';
import { fieldsOfLastApplied, lastAppliedAnnotation, withLastApplied } from './last-applied.ts';
import { updateOnApply } from './update-on-apply.ts';
import { updateOnWrite } from '../write/update-on-write.ts';

const kind = gadgetManagedKind();

/** An object that client-side apply has made: it carries what was applied last. */
function annotated(body: JsonObject, last: JsonObject | string): KubeObject {
  const text = typeof last === 'string' ? last : JSON.stringify(gadgetObject(last));
  return {
    ...gadgetObject(body),
    metadata: { name: 'g', uid: 'u', annotations: { [lastAppliedAnnotation]: text } },
  };
}

describe('what client-side apply set last', () => {
  function fields(live: KubeObject): string[] | undefined {
    const set = fieldsOfLastApplied(kind, live);
    return set === undefined
      ? undefined
      : [...set.paths()].map(formatPath).filter((path) => !/metadata|apiVersion|kind/.test(path));
  }

  it('are the fields whose values are still those', () => {
    const live = annotated(
      { name: 'x', count: 2, part: { a: 'y', b: 1 }, set: ['s', 't'] },
      { name: 'x', count: 1, part: { a: 'y' }, set: ['s', 'gone'], enabled: true },
    );
    expect(fields(live)).toEqual(['.name', '.part.a', '.set[="s"]']);
  });

  it.each<[string, KubeObject]>([
    ['there is no annotation', gadgetObject({ name: 'x' })],
    ['it is empty', annotated({ name: 'x' }, '')],
    ['it is no JSON', annotated({ name: 'x' }, '{')],
    ['it is no object', annotated({ name: 'x' }, '[]')],
    ['it is of another version', annotated({ name: 'x' }, '{"apiVersion":"example.io/v2","kind":"Gadget","name":"x"}')],
    ['it does not fit the type', annotated({ name: 'x' }, { name: 1 })],
    ['the live object does not fit the type', annotated({ name: 1 }, { name: 'x' })],
    ['items occur twice', annotated({ set: ['a', 'a'] }, { name: 'x' })],
  ])('are unknown where %s', (_, live) => {
    expect(fields(live)).toBeUndefined();
  });
});

describe('an apply by kubectl', () => {
  const live = updateOnWrite({
    kind,
    before: undefined,
    after: annotated({ name: 'x', count: 1 }, { name: 'x', count: 1 }),
    manager: 'kubectl-client-side-apply',
    now: historyStart,
  });
  const apply = (object: KubeObject, body: JsonObject, manager = 'kubectl') =>
    updateOnApply({ kind, live: object, applied: gadgetObject(body), manager, force: false, now: historyStart });

  it('takes over from its client-side apply', () => {
    const outcome = apply(live, { name: 'y', count: 1 });
    if (outcome.kind !== 'applied') throw new Error(outcome.message);
    expect(outcome.object['name']).toBe('y');
    expect(ownersOf(outcome.object)['kubectl Apply']).toEqual(['.count', '.name']);
    expect(ownersOf(outcome.object)['kubectl-client-side-apply Update']).toContain('.count');
    expect(ownersOf(outcome.object)['kubectl-client-side-apply Update']).not.toContain('.name');
  });

  it('brings the annotation up to date', () => {
    const outcome = apply(live, { name: 'y' });
    if (outcome.kind !== 'applied') throw new Error(outcome.message);
    expect(outcome.object.metadata.annotations).toEqual({
      [lastAppliedAnnotation]: '{"apiVersion":"example.io/v1","kind":"Gadget","metadata":{"name":"g"},"name":"y"}\n',
    });
  });

  it('is no privilege of others', () => {
    expect(apply(live, { name: 'y' }, 'other')).toMatchObject({ kind: 'conflict', causes: [{ field: '.name' }] });
  });

  it('conflicts where the value has been changed since', () => {
    const changed = updateOnWrite({
      kind,
      before: live,
      after: { ...live, name: 'z', count: 1 },
      manager: 'edit',
      now: historyStart,
    });
    const outcome = apply(changed, { name: 'y', count: 2 });
    expect(outcome).toMatchObject({
      kind: 'conflict',
      message: 'Apply failed with 1 conflict: conflict with "edit" using example.io/v1: .name',
    });
  });

  it('gives no annotation to an object that has none', () => {
    const outcome = updateOnApply({
      kind,
      live: undefined,
      applied: gadgetObject({ name: 'x' }),
      manager: 'kubectl',
      force: false,
      now: historyStart,
    });
    if (outcome.kind !== 'applied') throw new Error(outcome.message);
    expect(outcome.object.metadata.annotations).toBeUndefined();
  });
});

describe('the annotation', () => {
  it('does not hold itself', () => {
    const object = annotated({ name: 'x' }, { name: 'x' });
    const applied = {
      ...object,
      metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, other: '<1>' } },
    };
    expect(withLastApplied(object, applied).metadata.annotations?.[lastAppliedAnnotation]).toBe(
      '{"apiVersion":"example.io/v1","kind":"Gadget","metadata":{"annotations":{"other":"\\u003c1\\u003e"},"name":"g","uid":"u"},"name":"x"}\n',
    );
  });

  it('goes where it would grow beyond what annotations may have', () => {
    const object = annotated({ name: 'x' }, { name: 'x' });
    const big = gadgetObject({ name: 'x'.repeat(256 * 1024) });
    expect(withLastApplied(object, big).metadata.annotations).toEqual({});
    const fits = gadgetObject({ name: 'x'.repeat(200 * 1024) });
    expect(withLastApplied(object, fits).metadata.annotations).toHaveProperty([lastAppliedAnnotation]);
  });

  it('changes nothing of what was given', () => {
    const object = annotated({ name: 'x' }, { name: 'x' });
    const before = structuredClone(object);
    withLastApplied(object, gadgetObject({ name: 'y' }));
    expect(object).toEqual(before);
  });
});
