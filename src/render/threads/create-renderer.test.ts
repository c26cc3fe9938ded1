import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { noMetrics, seededRandom, silentLogger, systemClock } from '../../base/index.ts';
import { ContentStore, memoryTree, saveTree } from '../../source/index.ts';
import { createInlineRenderer } from './create-inline-renderer.ts';
import { createRenderer, type RendererOptions } from './create-renderer.ts';
import type { DirectoryOptions, RenderRequest } from '../renderer.ts';

// Threads start and large input is read for real, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const options: DirectoryOptions = { kind: 'directory', dialect: 'argocd', recurse: true };

function makeRenderer(more: Partial<RendererOptions> = {}) {
  const counted: string[] = [];
  const count = (name: string, labels: Readonly<Record<string, string>> = {}): void => {
    counted.push(`${name} ${Object.values(labels).join(' ')}`);
  };
  const metrics = { ...noMetrics, count };
  const renderer = createRenderer({ workers: 1, clock: systemClock, logger: silentLogger, metrics, ...more });
  onTestFinished(() => renderer.close());
  return { renderer, counted };
}

function configMap(name: string, more = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
}

function inline(files: Record<string, string>, more: Partial<RenderRequest> = {}): RenderRequest {
  return { tree: { kind: 'inline', files }, path: '', options, ...more };
}

function configMaps(count: number): string {
  return Array.from({ length: count }, (_, at) => configMap(`c-${at}`)).join('---\n');
}

describe('createRenderer', () => {
  it('gives what the inline renderer gives', async () => {
    const { renderer } = makeRenderer();
    const inThread = createInlineRenderer();
    const files = {
      'a.yaml': configMap('a', 'data:\n  text: "é \\U0001F600"\n  list: |\n    one\n    two\n'),
      'b.yaml': `${configMap('b')}---\n${configMap('a')}`,
      'broken.yaml': configMap('x', 'data: ['),
      'values.yaml': 'replicas: 1',
    };
    const [threaded, expected] = await Promise.all([renderer.render(inline(files)), inThread.render(inline(files))]);
    const { manifests, ...rest } = threaded;
    const { manifests: expectedManifests, ...expectedRest } = expected;
    expect(rest).toEqual(expectedRest);
    expect(rest.warnings.map(({ code }) => code)).toEqual(['repeated-object', 'ignored-file']);
    expect(manifests.map(({ object }) => object)).toEqual(expectedManifests.map(({ object }) => object));
    for (const [at, manifest] of manifests.entries()) {
      expect(manifest.originOf(['metadata', 'name'])).toEqual(expectedManifests[at]!.originOf(['metadata', 'name']));
    }
  });

  it('names equal manifests by equal digests, wherever they lie', async () => {
    const { renderer } = makeRenderer();
    const digestOf = async (files: Record<string, string>) => (await renderer.render(inline(files))).digest;
    const one = await digestOf({ 'a.yaml': `${configMap('a')}---\n${configMap('b')}` });
    expect(await digestOf({ 'x/1.yaml': `# moved\n${configMap('a')}`, 'x/2.yaml': configMap('b') })).toBe(one);
    expect(await digestOf({ 'a.yaml': `${configMap('b')}---\n${configMap('a')}` })).not.toBe(one);
    expect(await digestOf({ 'a.yaml': `${configMap('a')}---\n${configMap('c')}` })).not.toBe(one);
  });

  it('renders again only what changed', async () => {
    const { renderer, counted } = makeRenderer();
    const files = { 'app/a.yaml': configMap('a'), 'app/README.md': 'one', 'other/b.yaml': configMap('b') };
    const first = await renderer.render(inline(files, { path: 'app' }));
    const second = await renderer.render(
      inline({ ...files, 'other/b.yaml': 'changed', 'app/README.md': 'two' }, { path: 'app' }),
    );
    expect(second.digest).toBe(first.digest);
    expect(second.manifests.map(({ object }) => object.metadata.name)).toEqual(['a']);
    await renderer.render(inline({ ...files, 'app/a.yaml': configMap('changed') }, { path: 'app' }));
    await renderer.render(inline(files, { path: 'app' }));
    await renderer.render(inline(files, { path: 'app', limits: { maxObjects: 1 } }));
    await renderer.render(inline(files, { path: 'other' }));
    await renderer.render(inline(files, { path: 'app', options: { ...options, dialect: 'flux' } }));
    const results = counted.filter((line) => line.startsWith('slipway_render_cache_total'));
    expect(results.map((line) => line.split(' ').at(-1))).toEqual([
      'miss',
      'hit',
      'miss',
      'hit',
      'miss',
      'miss',
      'miss',
    ]);
  });

  it('gives out a kept result whose objects nobody else changes', async () => {
    const { renderer } = makeRenderer();
    const files = { 'a.yaml': configMap('a') };
    const first = await renderer.render(inline(files));
    first.manifests[0]!.object.metadata.name = 'changed';
    const second = await renderer.render(inline(files));
    expect(second.manifests[0]!.object.metadata.name).toBe('a');
  });

  it('keeps nothing with a cache of no bytes', async () => {
    const { renderer, counted } = makeRenderer({ cacheBytes: 0 });
    await renderer.render(inline({ 'a.yaml': configMap('a') }));
    await renderer.render(inline({ 'a.yaml': configMap('a') }));
    expect(counted).toEqual(['slipway_render_cache_total directory miss', 'slipway_render_cache_total directory miss']);
  });

  it('sees a folder of the disk as it is now', async () => {
    const { renderer } = makeRenderer();
    const path = mkdtempSync(join(tmpdir(), 'slipway-render-'));
    onTestFinished(() => rmSync(path, { recursive: true }));
    const names = async () => {
      const { manifests } = await renderer.render({ tree: { kind: 'folder', path }, path: '', options });
      return manifests.map(({ object }) => object.metadata.name);
    };
    writeFileSync(join(path, 'a.yaml'), configMap('one'));
    expect(await names()).toEqual(['one']);
    writeFileSync(join(path, 'a.yaml'), configMap('two'));
    expect(await names()).toEqual(['two']);
  });

  it('renders trees of a content store, and says so where the store was emptied', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'slipway-render-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const store = new ContentStore({ directory, clock: systemClock, random: seededRandom(1) });
    const save = (files: Record<string, string>) => saveTree(store, memoryTree(files));
    const files = { 'app/a.yaml': configMap('a'), 'other/b.yaml': 'one' };
    const { renderer, counted } = makeRenderer();
    const first = await renderer.render({ tree: await save(files), path: 'app', options });
    expect(first.manifests.map(({ object }) => object.metadata.name)).toEqual(['a']);
    await renderer.render({ tree: await save({ ...files, 'other/b.yaml': 'two' }), path: 'app', options });
    expect(counted.map((line) => line.split(' ').at(-1))).toEqual(['miss', 'hit']);
    const tree = await save({ 'app/a.yaml': configMap('gone') });
    rmSync(store.objects, { recursive: true });
    await expect(renderer.render({ tree, path: 'app', options })).rejects.toMatchObject({
      name: 'SourceError',
      code: 'storage',
      message: expect.stringContaining('it is made again by the next checkout'),
    });
  });

  it('throws SourceError where the tree cannot be had', async () => {
    const { renderer } = makeRenderer();
    const gone = { kind: 'folder', path: '/nowhere/at/all' } as const;
    const failure = { name: 'SourceError', code: 'not-found' };
    await expect(renderer.render({ tree: gone, path: '', options })).rejects.toMatchObject(failure);
    await expect(createInlineRenderer().render({ tree: gone, path: '', options })).rejects.toMatchObject(failure);
    expect((await renderer.render(inline({ 'a.yaml': configMap('a') }))).problems).toEqual([]);
  });

  it('takes no more work once it is closed', async () => {
    for (const renderer of [makeRenderer().renderer, createInlineRenderer()]) {
      await renderer.close();
      await expect(renderer.render(inline({ 'a.yaml': 'a' }))).rejects.toMatchObject({
        name: 'RenderError',
        code: 'closed',
      });
    }
  });

  it('keeps no process alive that forgets to close it', () => {
    const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const program = `
      import { noMetrics, silentLogger, systemClock } from ${module('../../base/index.ts')};
      import { createRenderer } from ${module('./index.ts')};
      const renderer = createRenderer({ workers: 2, clock: systemClock, logger: silentLogger, metrics: noMetrics });
      const { manifests } = await renderer.render(${JSON.stringify(inline({ 'a.yaml': configMap('a') }))});
      console.log(manifests.length);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 60_000 });
    expect(output.toString()).toBe('1\n');
  });

  it('rejects with the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('superseded'));
    for (const renderer of [makeRenderer().renderer, createInlineRenderer()]) {
      await expect(renderer.render(inline({}), signal)).rejects.toThrow('superseded');
    }
  });
});

/** A folder of the disk whose links lead into circles and outside. */
function hostileFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'slipway-render-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'app/deep'), { recursive: true });
  writeFileSync(join(root, 'app/a.yaml'), configMap('a'));
  symlinkSync('..', join(root, 'app/deep/up'));
  symlinkSync('../..', join(root, 'app/deep/up.yaml'));
  symlinkSync('loop.yaml', join(root, 'app/loop.yaml'));
  symlinkSync('/etc/passwd', join(root, 'app/passwd.yaml'));
  symlinkSync(`up/${'deep/up/'.repeat(100)}a.yaml`, join(root, 'app/deep/long.yaml'));
  return root;
}

const aliasBomb = [
  configMap('bomb', 'data:\n'),
  ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key, at, keys) => {
    const items = Array.from({ length: 12 }, () => (at === 0 ? 'x' : `*${keys[at - 1]}`));
    return `  ${key}: &${key} [${items.join(', ')}]\n`;
  }),
].join('');
const textBomb = configMap(
  'text-bomb',
  `data:\n  text: &text "${'x'.repeat(100_000)}"\nlist: [${Array.from({ length: 2000 }, () => '*text').join(', ')}]\n`,
);

describe('hostile input', () => {
  const inputs: [string, RenderRequest, { codes: string[]; objects?: number }][] = [
    ['an alias bomb', inline({ 'a.yaml': aliasBomb }), { codes: ['yaml-too-many-nodes'] }],
    ['a large text by aliases', inline({ 'a.yaml': textBomb }), { codes: ['too-many-bytes'] }],
    [
      'deep flow lists',
      inline({ 'a.yaml': configMap('a', `data: ${'['.repeat(200_000)}`) }),
      { codes: ['yaml-too-deep'] },
    ],
    ['deep JSON', inline({ 'a.json': '{"a":'.repeat(200_000) }), { codes: ['json-syntax'] }],
    [
      'deep maps',
      inline({ 'a.yaml': configMap('a', Array.from({ length: 2000 }, (_, at) => `${' '.repeat(at)}k:\n`).join('')) }),
      { codes: ['yaml-too-deep'] },
    ],
    [
      'a manifest of 3 MB',
      inline({ 'a.yaml': configMap('a', `data:\n  big: |\n${'    0123456789abcdef\n'.repeat(150_000)}`) }),
      { codes: [], objects: 1 },
    ],
    ['10 000 objects', inline({ 'a.yaml': configMaps(10_000) }), { codes: [], objects: 10_000 }],
    [
      'a List of 1 000 objects',
      inline({
        'a.yaml': `apiVersion: v1\nkind: List\nitems:\n${configMaps(1000).replaceAll('---\n', '').replaceAll(/^/gm, '  ').replaceAll('  apiVersion', '- apiVersion')}`,
      }),
      { codes: [], objects: 1000 },
    ],
    ['one object too many', inline({ 'a.yaml': configMaps(20_001) }), { codes: ['too-many-objects'], objects: 20_000 }],
    [
      'more bytes than Argo CD reads',
      inline({ 'a.yaml': '#'.repeat(10_000_001) }, { options: { ...options, dialect: 'flux' } }),
      { codes: [], objects: 0 },
    ],
    ['too many bytes', inline({ 'a.yaml': '#'.repeat(10_000_001) }), { codes: ['too-many-bytes'] }],
    ['a zip in YAML', inline({ 'a.yaml': 'PK\u0003\u0004'.repeat(10_000) }), { codes: [], objects: 0 }],
    [
      'keys of prototypes',
      inline({ 'a.yaml': configMap('a', 'data: {__proto__: x, constructor: y, toString: z}') }),
      { codes: [], objects: 1 },
    ],
    [
      'loops and escapes of links',
      { tree: { kind: 'folder', path: '' }, path: 'app', options },
      { codes: ['link-circle', 'link-circle', 'link-outside'], objects: 1 },
    ],
    ['no time', inline({ 'a.yaml': configMaps(5000) }, { limits: { timeoutMs: 1 } }), { codes: ['time-out'] }],
  ];

  it('costs only its own render, and the pool serves on', async () => {
    const { renderer, counted } = makeRenderer();
    for (const [name, request, { codes, objects }] of inputs) {
      const tree = request.tree.kind === 'folder' ? ({ kind: 'folder', path: hostileFolder() } as const) : request.tree;
      const result = await renderer.render({ ...request, tree });
      expect([name, ...result.problems.map(({ code }) => code)]).toEqual([name, ...codes]);
      if (objects !== undefined) expect([name, result.manifests.length]).toEqual([name, objects]);
      expect(result.manifests.every(({ origin }) => origin.line > 0)).toBe(true);
      expect((await renderer.render(inline({ 'ok.yaml': configMap(`after-${codes[0] ?? 'ok'}`) }))).problems).toEqual(
        [],
      );
    }
    expect(counted.filter((line) => line.includes('out-of-memory'))).toEqual([]);
  });

  it('says so when a render wants more memory than its thread may take', async () => {
    const { renderer, counted } = makeRenderer({ workerMemoryMb: 24 });
    const result = await renderer.render(inline({ 'a.yaml': configMaps(19_000) }));
    expect(result).toMatchObject({
      manifests: [],
      reads: [],
      problems: [
        {
          code: 'out-of-memory',
          message:
            'rendering took more than 24 MB of memory: split the manifests over several folders, or allow more memory',
        },
      ],
    });
    expect(counted).toContain('slipway_render_worker_replacements_total out-of-memory');
    expect((await renderer.render(inline({ 'ok.yaml': configMap('ok') }))).problems).toEqual([]);
  });

  it('says so when a render takes too long, in its own thread and inline, and renders anew when asked again', async () => {
    const request = inline({ 'a.yaml': configMaps(5000), 'b.yaml': configMap('b') }, { limits: { timeoutMs: 1 } });
    const { renderer, counted } = makeRenderer();
    for (const each of [renderer, createInlineRenderer()]) {
      expect(await each.render(request)).toMatchObject({
        manifests: [],
        reads: [],
        problems: [{ code: 'time-out', message: expect.stringContaining('longer than 1ms') }],
      });
    }
    await renderer.render(request);
    expect(counted.filter((line) => line.endsWith(' hit'))).toEqual([]);
  });

  it('lets go at once of a render that is aborted, and serves the next', async () => {
    const { renderer } = makeRenderer({ graceMs: 0 });
    await renderer.render(inline({ 'ok.yaml': configMap('ok') }));
    const controller = new AbortController();
    let reason: unknown;
    renderer.render(inline({ 'a.yaml': configMaps(20_000) }), controller.signal).catch((error: unknown) => {
      reason = error;
    });
    const next = renderer.render(inline({ 'next.yaml': configMap('next') }));
    controller.abort(new Error('superseded'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(reason).toEqual(new Error('superseded'));
    expect((await next).manifests).toHaveLength(1);
  });
});
