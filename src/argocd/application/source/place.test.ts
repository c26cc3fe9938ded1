import { describe, expect, it } from 'vitest';

import { type JsonObject, Secret } from '../../../base/index.ts';
import { placeOf } from './place.ts';

const password = new Secret('p');
const basic = { kind: 'basic', username: 'u', password } as const;

describe('placeOf', () => {
  it('is a Git repository', () => {
    expect(placeOf({ repoURL: 'https://git.example/a', path: 'app' }, 'main', basic)).toEqual({
      kind: 'git',
      url: 'https://git.example/a',
      credentials: basic,
      reference: { kind: 'revision', revision: 'main' },
    });
  });

  it.each<[JsonObject, object]>([
    [
      { repoURL: 'https://charts.example', chart: 'web', helm: { passCredentials: true } },
      {
        url: 'https://charts.example',
        credentials: { kind: 'http', username: 'u', password, passCredentials: true },
      },
    ],
    [
      { repoURL: 'registry.example/charts', chart: 'web' },
      {
        url: 'oci://registry.example/charts',
        credentials: { kind: 'oci', oci: { kind: 'basic', username: 'u', password } },
      },
    ],
  ])('is a chart of %j', (source, expected) => {
    expect(placeOf(source, '1.x', basic)).toEqual({ kind: 'chart', name: 'web', version: '1.x', ...expected });
    expect(placeOf(source, '1.x', { kind: 'none' })).toMatchObject({ credentials: undefined });
  });
});
