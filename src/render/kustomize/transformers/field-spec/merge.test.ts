import { describe, expect, it } from 'vitest';
import { fieldSpec } from '../../tables/index.ts';
import { mergeFieldSpecs, sortByKind } from './merge.ts';

const deployment = fieldSpec({ path: 'a', kind: 'Deployment' });

describe('mergeFieldSpecs', () => {
  it('adds what is new, at the end', () => {
    const job = fieldSpec({ path: 'a', kind: 'Job' });
    expect(mergeFieldSpecs([deployment], [job])).toEqual([deployment, job]);
  });

  it('gives the same list where nothing is', () => {
    const present = [deployment];
    expect(mergeFieldSpecs(present, [])).toBe(present);
    expect(mergeFieldSpecs(present, [fieldSpec({ path: 'a', kind: 'Deployment' })])).toBe(present);
  });

  it('takes a wider one for one that is there', () => {
    expect(mergeFieldSpecs([deployment], [fieldSpec({ path: 'a' })])).toEqual([deployment]);
  });

  it('takes a narrower one for a new one', () => {
    const any = fieldSpec({ path: 'a' });
    expect(mergeFieldSpecs([any], [deployment])).toEqual([any, deployment]);
  });

  it('refuses two that contradict each other', () => {
    const creating = fieldSpec({ path: 'a', create: true });
    expect(() => mergeFieldSpecs([deployment], [creating])).toThrow(/conflicting fieldspecs for 'a' of any kind/);
  });
});

describe('sortByKind', () => {
  it('puts first what others need', () => {
    const kinds = ['Thing', 'ValidatingWebhookConfiguration', 'Deployment', '', 'ConfigMap', 'Namespace', 'Another'];
    const sorted = sortByKind(kinds.map((kind) => ({ group: '', version: '', kind }))).map(({ kind }) => kind);
    expect(sorted).toEqual([
      'Namespace',
      'ConfigMap',
      'Deployment',
      'Another',
      'Thing',
      '',
      'ValidatingWebhookConfiguration',
    ]);
  });
});
