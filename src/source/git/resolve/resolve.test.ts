import { describe, expect, it } from 'vitest';
import { SourceError } from '../../error.ts';
import type { GitReference } from '../reference.ts';
import type { RemoteRef, RemoteRefs } from '../wire/index.ts';
import { needsNoRefs, readCommitId, resolveIn, unusualNames } from './resolve.ts';

/** Each reference leads to a commit that its name tells. */
function refsOf(...names: readonly string[]): RemoteRefs {
  const refs = names.map((name): RemoteRef => ({ name, commit: commitOf(name) }));
  return new Map(refs.map((ref) => [ref.name, ref]));
}

function commitOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(40, '0').slice(-40);
}

const refs: RemoteRefs = new Map([
  ...refsOf(
    'refs/heads/main',
    'refs/heads/both',
    'refs/tags/both',
    'refs/heads/1.x',
    'refs/heads/feature/x',
    'refs/heads/abcdef1',
    'refs/tags/v1.0.0',
    'refs/tags/v1.2.0',
    'refs/tags/v1.10.0',
    'refs/tags/v2.0.0-rc.1',
    'refs/tags/v2',
    'refs/tags/3.0.0',
    'refs/tags/app-1.0.0',
    'refs/tags/app-1.5.0',
    'refs/tags/app-v9',
    'refs/tags/nightly',
    'refs/pull/1/head',
    'refs/remotes/origin/x',
  ),
  ['HEAD', { name: 'HEAD', commit: commitOf('refs/heads/main'), target: 'refs/heads/main' }],
]);

const commit = 'ABCDEF0123456789abcdef0123456789abcdef01';
const named = (name: string) => ({ kind: 'found', commit: commitOf(name), name });
const missing = (reason: string) => ({ kind: 'missing', reason });

const cases: readonly (readonly [reference: GitReference, resolution: object])[] = [
  [{ kind: 'branch', branch: 'main' }, named('refs/heads/main')],
  [{ kind: 'branch', branch: 'feature/x' }, named('refs/heads/feature/x')],
  [{ kind: 'branch', branch: 'v1.0.0' }, missing('there is no branch v1.0.0')],
  [{ kind: 'branch', branch: '--upload-pack=x' }, missing('there is no branch --upload-pack=x')],
  [{ kind: 'tag', tag: 'v1.0.0' }, named('refs/tags/v1.0.0')],
  [{ kind: 'tag', tag: 'main' }, missing('there is no tag main')],
  [{ kind: 'name', name: 'refs/pull/1/head' }, named('refs/pull/1/head')],
  [{ kind: 'name', name: 'refs/tags/v1.0.0^{}' }, named('refs/tags/v1.0.0')],
  [{ kind: 'name', name: 'HEAD' }, named('refs/heads/main')],
  [{ kind: 'name', name: 'main' }, missing('there is no reference main')],
  [
    { kind: 'commit', commit },
    { kind: 'found', commit: commit.toLowerCase() },
  ],
  // Flux: whole versions, with or without a v; no pre-releases unless the range has one.
  [{ kind: 'semver', range: '>=1.0.0' }, named('refs/tags/3.0.0')],
  [{ kind: 'semver', range: '1.x' }, named('refs/tags/v1.10.0')],
  [{ kind: 'semver', range: '>=2.0.0-0 <3.0.0' }, named('refs/tags/v2.0.0-rc.1')],
  [{ kind: 'semver', range: '^1', prefix: 'app-' }, named('refs/tags/app-1.5.0')],
  [{ kind: 'semver', range: '>=4' }, missing('no tag matches the range >=4')],
  [{ kind: 'semver', range: 'main' }, missing('"main" is no range of versions')],
  // Argo CD.
  [{ kind: 'revision', revision: '' }, named('refs/heads/main')],
  [{ kind: 'revision', revision: 'HEAD' }, named('refs/heads/main')],
  [{ kind: 'revision', revision: 'main' }, named('refs/heads/main')],
  [{ kind: 'revision', revision: 'refs/heads/main' }, named('refs/heads/main')],
  [{ kind: 'revision', revision: 'heads/main' }, named('refs/heads/main')],
  [{ kind: 'revision', revision: 'feature/x' }, named('refs/heads/feature/x')],
  [{ kind: 'revision', revision: 'both' }, named('refs/tags/both')],
  [{ kind: 'revision', revision: 'refs/heads/both' }, named('refs/heads/both')],
  [{ kind: 'revision', revision: 'nightly' }, named('refs/tags/nightly')],
  [{ kind: 'revision', revision: 'pull/1/head' }, named('refs/pull/1/head')],
  [{ kind: 'revision', revision: 'origin/x' }, named('refs/remotes/origin/x')],
  [
    { kind: 'revision', revision: commit },
    { kind: 'found', commit: commit.toLowerCase() },
  ],
  [{ kind: 'revision', revision: 'v1.2.0' }, named('refs/tags/v1.2.0')],
  // A version is a name, not a range: `v2` is the tag of that name.
  [{ kind: 'revision', revision: 'v2' }, named('refs/tags/v2')],
  [{ kind: 'revision', revision: 'v1.10' }, missing('there is no branch, tag or other reference v1.10')],
  [{ kind: 'revision', revision: '1.*' }, named('refs/tags/v1.10.0')],
  [{ kind: 'revision', revision: '>=2.0.0-0' }, named('refs/tags/3.0.0')],
  // A range with tags in it hides the branch of that name; one without does not.
  [{ kind: 'revision', revision: '1.x' }, named('refs/tags/v1.10.0')],
  [{ kind: 'revision', revision: '9.x' }, missing('no tag matches the range 9.x, and nothing has that name')],
  [{ kind: 'revision', revision: '*' }, named('refs/tags/3.0.0')],
  // Hexadecimal digits are a name first.
  [{ kind: 'revision', revision: 'abcdef1' }, named('refs/heads/abcdef1')],
  [
    { kind: 'revision', revision: 'ABCDEF2' },
    { kind: 'short', prefix: 'abcdef2' },
  ],
  [{ kind: 'revision', revision: 'abcdef' }, missing('there is no branch, tag or other reference abcdef')],
  [{ kind: 'revision', revision: 'none' }, missing('there is no branch, tag or other reference none')],
  [{ kind: 'revision', revision: '-x' }, missing('there is no branch, tag or other reference -x')],
  [{ kind: 'revision', revision: '1.x', tagPrefix: 'app-' }, named('refs/tags/app-1.5.0')],
  [{ kind: 'revision', revision: '1.0.0', tagPrefix: 'app-' }, named('refs/tags/app-1.0.0')],
  [{ kind: 'revision', revision: '>1', tagPrefix: 'app-' }, named('refs/tags/app-v9')],
  [{ kind: 'revision', revision: 'HEAD', tagPrefix: 'app-' }, named('refs/heads/main')],
  [
    { kind: 'revision', revision: 'none', tagPrefix: 'app-' },
    missing('tagPrefix "app-" needs a range of versions, and "none" is none'),
  ],
];

describe('resolveIn', () => {
  it.each(cases)('%j', (reference, resolution) => {
    expect(resolveIn(refs, reference)).toEqual(resolution);
  });

  it('leaves it to the commits which of equal versions is meant', () => {
    const equal = refsOf('refs/tags/1.0.0+a', 'refs/tags/v1.0.0+b', 'refs/tags/0.9.0');
    for (const reference of [
      { kind: 'semver', range: '1.x' },
      { kind: 'revision', revision: '1.x' },
    ] as const) {
      expect(resolveIn(equal, reference)).toEqual({
        kind: 'latest',
        refs: [equal.get('refs/tags/1.0.0+a'), equal.get('refs/tags/v1.0.0+b')],
      });
    }
  });

  it('reads versions loosely for Argo CD and strictly for Flux', () => {
    const loose = refsOf('refs/tags/1', 'refs/tags/v1.5', 'refs/tags/01.2.3');
    expect(resolveIn(loose, { kind: 'revision', revision: '1.x' })).toMatchObject({ name: 'refs/tags/v1.5' });
    expect(resolveIn(loose, { kind: 'semver', range: '1.x' })).toMatchObject({ kind: 'missing' });
  });

  it('finds nothing in an empty repository', () => {
    expect(resolveIn(new Map(), { kind: 'revision', revision: 'HEAD' })).toMatchObject({ kind: 'missing' });
  });

  it.each(['abc', '', 'g'.repeat(40), `${'a'.repeat(40)} `, '--all', 'a'.repeat(64)])(
    'takes %j for no commit',
    (text) => {
      expect(() => readCommitId(text)).toThrow(SourceError);
      expect(() => resolveIn(refs, { kind: 'commit', commit: text })).toThrow(
        expect.objectContaining({ code: 'revision-not-found' }),
      );
    },
  );
});

describe('what a reference needs', () => {
  it.each<[GitReference, boolean]>([
    [{ kind: 'commit', commit }, true],
    [{ kind: 'revision', revision: commit }, true],
    [{ kind: 'commit', commit, branch: 'main' }, false],
    [{ kind: 'revision', revision: 'abcdef1' }, false],
    [{ kind: 'branch', branch: commit }, false],
  ])('%j: no look at the remote: %s', (reference, none) => {
    expect(needsNoRefs(reference)).toBe(none);
  });

  it.each<[GitReference, readonly string[]]>([
    [{ kind: 'name', name: 'refs/pull/1/head' }, ['refs/pull/1/head']],
    [{ kind: 'name', name: 'refs/heads/main' }, []],
    [{ kind: 'name', name: 'refs/tags/v1^{}' }, []],
    [{ kind: 'name', name: 'x' }, []],
    [{ kind: 'revision', revision: 'pull/1/head' }, ['refs/pull/1/head', 'refs/remotes/pull/1/head']],
    [{ kind: 'revision', revision: 'refs/changes/01/1/1' }, ['refs/changes/01/1/1']],
    [{ kind: 'revision', revision: 'heads/main' }, ['refs/remotes/heads/main']],
    [{ kind: 'revision', revision: '>= 1' }, []],
    [{ kind: 'branch', branch: 'main' }, []],
  ])('%j may be found under %j', (reference, names) => {
    expect(unusualNames(reference)).toEqual(names);
  });
});
