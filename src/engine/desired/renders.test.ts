import { describe, expect, it } from 'vitest';
import { Secret } from '../../base/index.ts';
import { createInlineRenderer, RecordingTree, type Renderer } from '../../render/index.ts';
import { type Artifact, type GitRepository, openTree } from '../../source/index.ts';
import type { GitDeliverySource, RenderChoice } from '../delivery.ts';
import type { OwnerId } from '../owner-id.ts';
import type { Checkouts } from './checkouts.ts';
import { Renders } from './renders.ts';

type Commits = Readonly<Record<string, Readonly<Record<string, string>>>>;

const owner = 'o' as OwnerId;
const nobody = () => Promise.reject(new Error('nobody asked'));

/** Renders commits of which the files are given, and counts what really is rendered. */
function stage(
  commits: Commits,
  render: GitDeliverySource['render'],
  randomKey: () => Promise<Secret | undefined> = nobody,
) {
  const artifactOf = (commit: string): Artifact => {
    const files = commits[commit] ?? {};
    return { revision: commit, digest: JSON.stringify(files), tree: { kind: 'inline', files } };
  };
  const checkouts = {
    get: (_: GitRepository, commit: string) =>
      Promise.resolve({ artifact: artifactOf(commit), commit: { commit, date: commit.length } }),
    tree: ({ tree }: Artifact) => openTree(tree),
  } as unknown as Checkouts;
  const inline = createInlineRenderer();
  let count = 0;
  const renderer: Renderer = {
    render: (request, signal) => {
      count += 1;
      return inline.render(request, signal);
    },
    remotesHold: (reads) => inline.remotesHold(reads),
    close: () => inline.close(),
  };
  const source: GitDeliverySource = {
    kind: 'git',
    url: 'https://git.example/app.git',
    credentials: { kind: 'none' },
    reference: { kind: 'revision', revision: 'main' },
    maxAgeMs: 0,
    path: 'app',
    render,
  };
  const renders = new Renders(renderer, checkouts);
  const of = async (commit: string) => {
    const before = count;
    const { type, result } = await renders.of(
      owner,
      source,
      {} as GitRepository,
      commit,
      { facts: nobody, randomKey },
      new AbortController().signal,
    );
    const names = result.manifests.map(({ object }) => object.metadata.name);
    return { type, names, problems: result.problems.map(({ code }) => code), renders: count - before };
  };
  return { of, touches: (commit: string) => renders.touches(owner, artifactOf(commit)) };
}

const object = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

/** Goes into folders where a file says so, and refuses where another does. */
const byFile: RenderChoice = {
  kind: 'choice',
  id: 'by-file',
  choose(tree) {
    const recording = new RecordingTree(tree);
    const recurse = recording.entry('app/.recurse') !== undefined;
    const reads = recording.reads();
    if (recording.entry('app/.no') !== undefined)
      return { kind: 'refused', problems: [{ code: 'no', message: '' }], reads };
    return { kind: 'options', options: { kind: 'directory', recurse, dialect: 'argocd' }, reads };
  },
};

/** Names every object by its commit. */
const byCommit: RenderChoice = {
  kind: 'choice',
  id: 'by-commit',
  choose: (_, { commit }) => {
    const overrides = { field: 'f', nameSuffix: `-${commit}` };
    const options = { kind: 'kustomize', dialect: 'argocd', profile: '5.8', overrides } as const;
    return { kind: 'options', options, reads: [] };
  },
};

/** A chart that names its object by what it draws. */
const drawing: Readonly<Record<string, string>> = {
  'app/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'app/templates/a.yaml': object('a-{{ randNumeric 20 }}'),
};

/** A chart that is told the time of the commit: a name that is as long as that. */
const charts: RenderChoice = {
  kind: 'choice',
  id: 'charts',
  choose: (_tree, { date }) => ({
    kind: 'options',
    options: { kind: 'helm', dialect: 'argocd', profile: '4.2', releaseName: 'r', namespace: 'n', now: date },
    reads: [],
  }),
};

it.each([
  ['renders a chart that asks for the time at each commit', '{{ now | date "2006" }}', 1],
  ['renders a chart that does not ask for it once', '1970', 0],
])('%s', async (_name, name, renders) => {
  const files = {
    'app/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
    'app/templates/m.yaml': object(`m${name}`),
  };
  const { of } = stage({ a: files, bb: files }, charts, () => Promise.resolve(new Secret('key')));
  expect(await of('a')).toMatchObject({ names: ['m1970'], renders: 1 });
  expect(await of('a')).toMatchObject({ renders: 0 });
  expect(await of('bb')).toMatchObject({ names: ['m1970'], renders });
});

describe('Renders', () => {
  it('renders what is chosen, and again only where the choice or a read changed', async () => {
    const files = { 'app/a.yaml': object('a'), 'app/deep/b.yaml': object('b') };
    const { of, touches } = stage(
      {
        one: files,
        two: { ...files, 'other/c.yaml': '' },
        three: { ...files, 'app/.recurse': '' },
        four: { ...files, 'app/.recurse': '', 'app/.no': '' },
      },
      byFile,
    );
    expect(await of('one')).toEqual({ type: 'directory', names: ['a'], problems: [], renders: 1 });
    expect([touches('one'), touches('two'), touches('three')]).toEqual([false, false, true]);
    expect(await of('two')).toMatchObject({ names: ['a'], renders: 0 });
    expect(await of('three')).toMatchObject({ names: ['a', 'b'], renders: 1 });
    expect(await of('four')).toEqual({ type: undefined, names: [], problems: ['no'], renders: 0 });
    expect(await of('two')).toMatchObject({ names: ['a'], renders: 1 });
  });

  it('renders every commit of a source whose parameters name it, and each once', async () => {
    const files = { 'app/kustomization.yaml': 'resources: [a.yaml]', 'app/a.yaml': object('a') };
    const { of } = stage({ one: files, two: files }, byCommit);
    expect(await of('one')).toMatchObject({ names: ['a-one'], renders: 1 });
    expect(await of('one')).toMatchObject({ names: ['a-one'], renders: 0 });
    expect(await of('two')).toMatchObject({ names: ['a-two'], renders: 1 });
  });

  it('renders a chart by the key, keeps what was drawn without one until there is one', async () => {
    const options = { kind: 'helm', dialect: 'argocd', profile: '4.2', releaseName: 'r' } as const;
    let key: string | undefined;
    const staged = (namespace: string) =>
      stage({ one: drawing, two: { ...drawing, other: '' } }, { ...options, namespace }, () =>
        Promise.resolve(key === undefined ? undefined : new Secret(key)),
      ).of;
    const of = staged('n');
    const random = await of('one');
    expect(await of('one')).toEqual({ ...random, renders: 0 });
    key = 'key';
    const keyed = await of('one');
    expect(keyed.names).not.toEqual(random.names);
    expect(await of('two')).toEqual({ ...keyed, renders: 0 });
    expect(await staged('n')('one')).toEqual(keyed);
    expect((await staged('other')('one')).names).not.toEqual(keyed.names);
    key = 'another';
    expect((await staged('n')('one')).names).not.toEqual(keyed.names);
  });
});
