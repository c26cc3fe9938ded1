import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../base/index.ts';
import { openTree } from '../source/index.ts';
import { createInlineRenderer } from './threads/index.ts';
import { readsHold } from './tree/index.ts';
import type { DirectoryOptions, Manifest, Origin, RenderResult } from './renderer.ts';

type Files = Readonly<Record<string, string>>;
type Path = readonly (string | number)[];

const folder = join(import.meta.dirname, 'testdata/corpus');
const corpus: Files = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
);

const renderer = createInlineRenderer();
const everything: DirectoryOptions = { kind: 'directory', dialect: 'argocd', recurse: true };

function render(files: Files, path = '', options = everything): Promise<RenderResult> {
  return renderer.render({ tree: { kind: 'inline', files }, path, options });
}

interface Field {
  readonly manifest: Manifest;
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
  readonly origin: Origin;
}

/** Every scalar of a result, by the number of its object and its path. */
function fieldsOf(result: RenderResult): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [number, manifest] of result.manifests.entries()) {
    const visit = (value: unknown, path: Path): void => {
      if (typeof value === 'object' && value !== null) {
        for (const [key, child] of Object.entries(value))
          visit(child, [...path, Array.isArray(value) ? Number(key) : key]);
        return;
      }
      const name = `${number} ${path.join('.')}`;
      fields.set(name, { manifest, name, path, value, origin: manifest.originOf(path) });
    };
    visit(manifest.object, []);
  }
  return fields;
}

function offsetOf(files: Files, { file, line, column }: Origin): number {
  const lines = files[file]!.split('\n').slice(0, line - 1);
  return lines.reduce((sum, text) => sum + text.length + 1, column - 1);
}

/** The files with another scalar at `origin`: one character more, in the first line of its text. */
function changeAt(files: Files, origin: Origin): Files {
  const text = files[origin.file]!;
  const offset = offsetOf(files, origin);
  const rest = text.slice(offset);
  const block = /^[|>][-+0-9]*[^\n]*\n(?:[ \t]*\n)*[ \t]*/.exec(rest)?.[0];
  const skip = block?.length ?? (/^["']/.test(rest) ? 1 : 0);
  const added = /^-?\d/.test(rest) ? '1' : 'x';
  return { ...files, [origin.file]: `${text.slice(0, offset + skip)}${added}${text.slice(offset + skip)}` };
}

/** The fields that the text at `origin` sets: those that say so, and those written as an alias of it. */
function fieldsSetAt(origin: Origin, fields: Map<string, Field>): string[] {
  const text = corpus[origin.file]!;
  const anchor = /&(\w+) $/.exec(text.slice(0, offsetOf(corpus, origin)))?.[1];
  return [...fields.values()]
    .filter((field) => {
      if (field.origin.file !== origin.file) return false;
      if (field.origin.line === origin.line && field.origin.column === origin.column) return true;
      return anchor !== undefined && new RegExp(`^\\*${anchor}\\b`).test(text.slice(offsetOf(corpus, field.origin)));
    })
    .map(({ name }) => name);
}

function changedFields(before: Map<string, Field>, after: Map<string, Field>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name)?.value !== after.get(name)?.value);
}

describe('origins of a corpus', () => {
  let fields = new Map<string, Field>();

  beforeAll(async () => {
    const result = await render(corpus);
    expect(result.problems).toEqual([]);
    expect(result.manifests.length).toBe(27);
    fields = fieldsOf(result);
  });

  it('changes exactly the fields that name a place when the scalar there is changed', async () => {
    expect(fields.size).toBe(392);
    const random = seededRandom(20260101);
    const all = [...fields.values()];
    for (let round = 0; round < 200; round += 1) {
      const { origin, name } = all[Math.floor(random.float() * all.length)]!;
      const after = await render(changeAt(corpus, origin));
      expect(after.problems).toEqual([]);
      const changed = changedFields(fields, fieldsOf(after));
      expect(changed).toContain(name);
      expect(changed.sort()).toEqual(fieldsSetAt(origin, fields).sort());
    }
  });

  it('covers every way to write a scalar', () => {
    const starts = new Set(
      [...fields.values()].map(({ origin }) => {
        const first = corpus[origin.file]![offsetOf(corpus, origin)]!;
        return /["'|>*]/.test(first) ? first : 'plain';
      }),
    );
    expect([...starts].sort()).toEqual(['"', "'", '*', '>', 'plain', '|']);
  });

  it('names the key of objects and lists, and the nearest parent of what is not there', () => {
    const web = [...fields.values()].find(({ value }) => value === 'Deployment')!.manifest;
    const at = (...path: (string | number)[]) => {
      const { file, line, column } = web.originOf(path);
      return `${file}:${line}:${column}`;
    };
    expect(web.origin).toEqual(web.originOf([]));
    expect(at()).toBe('apps/web.yaml:11:1');
    expect(at('spec')).toBe('apps/web.yaml:24:1');
    expect(at('spec', 'strategy', 'rollingUpdate')).toBe('apps/web.yaml:32:5');
    expect(at('spec', 'template', 'spec', 'containers', 0)).toBe('apps/web.yaml:43:9');
    expect(at('spec', 'template', 'spec', 'containers', 7, 'image')).toBe(at('spec', 'template', 'spec', 'containers'));
    expect(at('status', 'replicas')).toBe(at());
    expect(at('spec', 'replicas', 'x')).toBe(at('spec', 'replicas'));
  });

  it('stays right for whoever changes the object', async () => {
    const [manifest] = (await render(corpus)).manifests;
    const before = manifest!.originOf(['metadata', 'name']);
    Object.assign(manifest!.object, { apiVersion: undefined, added: { first: true } });
    delete (manifest!.object as { kind?: string }).kind;
    expect(manifest!.originOf(['metadata', 'name'])).toEqual(before);
  });
});

describe('reads of a corpus', () => {
  const requests: [string, DirectoryOptions][] = [
    ['', everything],
    ['apps', { ...everything, recurse: false }],
    ['apps', { ...everything, exclude: '{anchors,web}.yaml' }],
    ['platform', { ...everything, dialect: 'flux' }],
    ['rollouts', everything],
  ];

  it.each(requests)('hold below "%s" exactly while no recorded file changes (%o)', async (path, options) => {
    const { reads, digest } = await render(corpus, path, options);
    const recorded = new Set(reads.filter(({ kind }) => kind === 'file').map((read) => read.path));
    expect(recorded.size).toBeGreaterThan(0);
    for (const file of Object.keys(corpus)) {
      const changed = { ...corpus, [file]: corpus[file]!.replace('name', 'nome') };
      expect([file, readsHold(reads, openTree({ kind: 'inline', files: changed }))]).toEqual([
        file,
        !recorded.has(file),
      ]);
      expect([file, (await render(changed, path, options)).digest === digest]).toEqual([file, !recorded.has(file)]);
    }
  });

  it('do not hold once a file comes that would be rendered', async () => {
    const { reads } = await render(corpus, 'apps');
    const files = { ...corpus, 'apps/new.yaml': corpus['apps/web.yaml']! };
    expect(readsHold(reads, openTree({ kind: 'inline', files }))).toBe(false);
  });
});
