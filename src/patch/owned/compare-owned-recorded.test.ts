import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type KubeObject } from '../../base/index.ts';
import { FieldSet } from '../fieldpath/index.ts';
import { sameJson } from '../members.ts';
import { compareOwned, type OwnedDifference } from './compare-owned.ts';
import { ownedFields } from './owned-fields.ts';

/** Judges of a real API server: what it made of every apply of the recorded histories. */

interface RecordedStep {
  readonly verb: string;
  readonly manager: string;
  readonly subresource?: string;
  readonly body: KubeObject;
  readonly object?: KubeObject;
}

interface Recording {
  readonly histories: readonly { readonly name: string; readonly steps: readonly RecordedStep[] }[];
}

interface Apply {
  readonly name: string;
  readonly step: RecordedStep;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject;
}

const folder = join(import.meta.dirname, '../testdata/recorded');

function appliesOf(file: string): Apply[] {
  const { histories } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording;
  const applies: Apply[] = [];
  for (const { name, steps } of histories) {
    let before: KubeObject | undefined;
    for (const [index, step] of steps.entries()) {
      const { object: after } = step;
      if (after !== undefined && step.verb === 'apply' && step.subresource === undefined) {
        applies.push({ name: `${name} ${index}`, step, before, after });
      }
      before = after ?? before;
    }
  }
  return applies;
}

function differences({ step }: Apply, live: KubeObject): OwnedDifference[] {
  const owned = ownedFields(live.metadata.managedFields, step.manager) ?? FieldSet.empty;
  return compareOwned(step.body, live, owned);
}

/** The stored object, without who owns it and the version that it was asked for in. */
function stored(object: KubeObject): Json {
  const { managedFields: _fields, ...metadata } = object.metadata;
  return { ...object, apiVersion: '', metadata };
}

const applies = readdirSync(folder).flatMap(appliesOf);

describe('the applies of a real server', () => {
  it('leave nothing that differs, but for what is empty', () => {
    expect(applies.length).toBeGreaterThan(100);
    for (const apply of applies) {
      const telling = differences(apply, apply.after).filter(({ desired }) => !isEmpty(desired));
      expect(telling, apply.name).toEqual([]);
    }
  });

  it('change nothing where nothing differs', () => {
    let silent = 0;
    for (const apply of applies) {
      const { before, after, step } = apply;
      // By `kubectl` the annotation of its client-side apply is rewritten.
      if (before === undefined || step.manager === 'kubectl') continue;
      if (differences(apply, before).length > 0) continue;
      silent += 1;
      expect(sameJson(stored(before), stored(after)), apply.name).toBe(true);
    }
    expect(silent).toBeGreaterThan(5);
  });
});

function isEmpty(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
