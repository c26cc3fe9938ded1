/** Renders of real repositories and comparisons with the real kustomize; both need data and programs that the environment names. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeKey, type Json, keyOf } from '../base/index.ts';
import { openTree, walkTree } from '../source/index.ts';
import { readYaml } from '../yaml/index.ts';
import { createInlineRenderer } from './threads/index.ts';
import type { DirectoryOptions } from './renderer.ts';

const { SLIPWAY_DATA: data, SLIPWAY_CORPUS: corpus, ORACLE_BIN: oracle } = process.env;
const argocd: DirectoryOptions = { kind: 'directory', dialect: 'argocd', recurse: true };
const flux: DirectoryOptions = { ...argocd, dialect: 'flux' };
const webapp = 'kustomize/stefanprodan+podinfo/deploy/webapp';

/** Skips with the reason where `value` is not set, and fails instead with ORACLE_REQUIRED=1. */
function needs(value: string | undefined, name: string, skip: (reason: string) => void): string {
  if (value !== undefined && existsSync(value)) return value;
  if (process.env['ORACLE_REQUIRED'] === '1') throw new Error(`${name} is not set`);
  skip(`${name} is not set`);
  return '';
}

async function render(path: string, options: DirectoryOptions) {
  return createInlineRenderer().render({ tree: { kind: 'folder', path }, path: '', options });
}

describe('real repositories', () => {
  it("renders Argo CD's guestbook", async ({ skip }) => {
    const folder = join(needs(data, 'SLIPWAY_DATA', skip), 'examples/argocd-example-apps/guestbook');
    for (const options of [argocd, flux]) {
      const { manifests, problems, warnings } = await render(folder, options);
      expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
      expect(manifests.map(({ object }) => describeKey(keyOf(object)))).toEqual([
        'Deployment/guestbook-ui',
        'Service/guestbook-ui',
      ]);
    }
  });

  it("renders podinfo's webapp", async ({ skip }) => {
    const folder = join(needs(corpus, 'SLIPWAY_CORPUS', skip), webapp);
    for (const options of [argocd, flux]) {
      const { manifests, problems, warnings } = await render(folder, options);
      expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
      expect(manifests.map(({ object }) => object.kind).join(' ')).toBe(
        'Deployment HorizontalPodAutoscaler Service Namespace ServiceAccount Role RoleBinding ServiceAccount ' +
          'Deployment HorizontalPodAutoscaler Service',
      );
    }
  });
});

/** What kustomize makes of the plain manifests of a folder, through a kustomization as Flux generates it. */
function kustomizeBuild(kustomize: string, folder: string): Json[] {
  const copy = mkdtempSync(join(tmpdir(), 'slipway-kustomize-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(folder, copy, { recursive: true });
  // Flux sorts objects itself when it applies them, so files stay in their order here.
  const resources = [...walkTree(openTree({ kind: 'folder', path: copy }))]
    .filter(({ path, entry }) => entry.kind === 'file' && /\.ya?ml$/.test(path))
    .map(({ path }) => path);
  writeFileSync(join(copy, 'kustomization.yaml'), JSON.stringify({ resources, sortOptions: { order: 'fifo' } }));
  const output = execFileSync(kustomize, ['build', copy], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
  return readYaml(output, { profile: 'go2' }).documents.map(({ value }) => value as Json);
}

describe('the real kustomize', () => {
  const cases = join(import.meta.dirname, 'testdata/cases');
  const folders: [string, () => string | undefined][] = [
    ['our corpus', () => join(import.meta.dirname, 'testdata/corpus')],
    ['the case flux-lists', () => join(cases, 'flux-lists/input')],
    ['the case flux-local-config', () => join(cases, 'flux-local-config/input')],
    ['the case flux-yaml-1-2', () => join(cases, 'flux-yaml-1-2/input')],
    ['the case flux-plain', () => join(cases, 'flux-plain/input/clusters/prod')],
    ['guestbook', () => data && join(data, 'examples/argocd-example-apps/guestbook')],
    ['podinfo', () => corpus && join(corpus, webapp)],
  ];

  it.for(folders)('makes the same objects in the same order of %s', async ([, folder], { skip }) => {
    const bin = needs(oracle, 'ORACLE_BIN', skip);
    const path = needs(folder(), 'the data', skip);
    const { manifests, problems } = await render(path, flux);
    expect(problems).toEqual([]);
    expect(manifests.map(({ object }) => object)).toEqual(kustomizeBuild(join(bin, 'kustomize'), path));
  });

  it.for(['flux-repeated', 'flux-not-kubernetes', 'flux-generate-name'])(
    'refuses the case %s too',
    async (name, { skip }) => {
      const bin = needs(oracle, 'ORACLE_BIN', skip);
      const path = join(cases, name, 'input');
      expect((await render(path, flux)).problems).not.toEqual([]);
      expect(() => kustomizeBuild(join(bin, 'kustomize'), path)).toThrow();
    },
  );
});
