import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPage, isPageStale } from '../../scripts/build-ui.ts';

const dist = resolve(import.meta.dirname, '../../ui/dist');

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

/** What a browser must load before the first screen shows: the entry, and all that it imports at once. */
function firstLoad(manifest: Readonly<Record<string, Chunk>>): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || found.has(chunk.file)) return;
    found.add(chunk.file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) visit(name);
  return [...found];
}

describe('the built page', () => {
  beforeAll(async () => {
    if (isPageStale()) await buildPage();
  });

  it('loads at most 200 kB of JavaScript, gzipped, before its first screen', () => {
    const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
    const files = firstLoad(manifest);
    expect(files.length).toBeGreaterThan(0);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(200_000);
  });

  it('has no script, style or address that a strict Content-Security-Policy forbids', () => {
    const html = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:/);
    for (const [, attributes = '', content = ''] of html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
      expect(attributes).toMatch(/ src="\/assets\//);
      expect(content).toBe('');
    }
  });
});
