/**
 * Every folder of testdata/cases is a tree (`input/`), what is asked of it (`request.json`), and what the render gives
 * (`expected.json`). REWRITE_CASES=1 writes the last anew: read the difference before you commit it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  describeKey,
  formatProblem,
  keyOf,
  noMetrics,
  type Problem,
  silentLogger,
  systemClock,
} from '../base/index.ts';
import { createInlineRenderer, createRenderer } from './threads/index.ts';
import type { Origin, Renderer, RenderRequest, RenderResult } from './renderer.ts';

const cases = join(import.meta.dirname, 'testdata/cases');

function place({ file, line, column, transformer }: Origin): string {
  return `${file}:${line}:${column}${transformer === undefined ? '' : ` ${transformer}`}`;
}

/** Every field of an object that is no container, with where it was set. */
function origins(manifest: RenderResult['manifests'][number]): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (value: unknown, path: (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) found[path.join('.')] = place(manifest.originOf(path));
    else
      for (const [key, child] of Object.entries(value))
        visit(child, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  visit(manifest.object, []);
  return found;
}

/** How the YAML reader words a problem is for its own tests. */
function formatWithCode(problem: Problem): string {
  const text = formatProblem(problem.code.startsWith('yaml-') ? { ...problem, message: '' } : problem);
  return `${problem.code} ${text}`.trim();
}

function summarize({ manifests, problems, warnings, reads }: RenderResult) {
  return {
    objects: manifests.map((manifest) => ({
      key: describeKey(keyOf(manifest.object)),
      at: place(manifest.origin),
      object: manifest.object,
      origins: origins(manifest),
    })),
    problems: problems.map(formatWithCode),
    warnings: warnings.map(formatWithCode),
    reads: reads.map(({ kind, path }) => `${kind} ${path === '' ? '.' : path}`),
  };
}

/** Both implementations of the port; the threads are one pool for all cases. */
const renderers: Record<string, Renderer> = {
  inline: createInlineRenderer(),
  threads: createRenderer({ workers: 1, clock: systemClock, logger: silentLogger, metrics: noMetrics }),
};

afterAll(async () => {
  for (const renderer of Object.values(renderers)) await renderer.close();
});

describe.each(Object.keys(renderers))('cases (%s)', (kind) => {
  it.each(readdirSync(cases))('%s', async (name) => {
    const folder = join(cases, name);
    const asked = JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8')) as Omit<RenderRequest, 'tree'>;
    const tree = { kind: 'folder', path: join(folder, 'input') } as const;
    const result = summarize(await renderers[kind]!.render({ ...asked, tree }));
    const expected = join(folder, 'expected.json');
    if (process.env['REWRITE_CASES'] === '1') writeFileSync(expected, `${JSON.stringify(result, undefined, 2)}\n`);
    expect(existsSync(expected)).toBe(true);
    expect(result).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });
});
