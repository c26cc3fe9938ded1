import { describe, expect, it } from 'vitest';
import { memoryTree } from '../../../source/index.ts';
import { KustomizeError } from '../error.ts';
import { type BuildLimits, createBuildCaches, defaultBuildLimits } from '../index.ts';
import { refusingRemotes } from '../../remote/index.ts';
import { type BuildOptions, buildKustomization } from './index.ts';

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

function refusal(
  files: Parameters<typeof memoryTree>[0],
  limits: Partial<BuildLimits> = {},
  options: Partial<BuildOptions> = {},
  path = '',
): KustomizeError {
  try {
    buildKustomization(
      memoryTree(files),
      path,
      {
        profile: '5.8',
        remotes: refusingRemotes('there is no network'),
        limits: { ...defaultBuildLimits, ...limits },
        checkpoint: () => {},
        ...options,
      },
      createBuildCaches({ cacheBytes: 1_000_000 }),
    );
  } catch (error) {
    if (error instanceof KustomizeError) return error;
    throw error;
  }
  return expect.unreachable('it was built');
}

/** Overlays that each hold the next one twice. */
function doubling(levels: number, last: string): Record<string, string> {
  const files: Record<string, string> = {
    [`${levels}/kustomization.yaml`]: last,
    [`${levels}/a.yaml`]: configMap('a'),
  };
  for (let level = 0; level < levels; level += 1) {
    for (const side of ['l', 'r']) {
      files[`${level}/${side}/kustomization.yaml`] = `namePrefix: ${side}\nresources: [../../${level + 1}]\n`;
    }
    files[`${level}/kustomization.yaml`] = `resources: [../${level}l, ../${level}r]\n`;
    files[`${level}l/kustomization.yaml`] = `namePrefix: l\nresources: [../${level + 1}]\n`;
    files[`${level}r/kustomization.yaml`] = `namePrefix: r\nresources: [../${level + 1}]\n`;
  }
  return files;
}

describe('a hostile kustomization', () => {
  it('ends where it doubles its resources without end', () => {
    const error = refusal(
      doubling(30, 'resources: [a.yaml]\n'),
      { maxKustomizations: 1e9, maxResources: 500 },
      {},
      '0',
    );
    expect(error).toMatchObject({ code: 'limit' });
    expect(error.message).toContain('more than 500 resources');
  });

  it('ends where it doubles itself and has no resources', () => {
    const error = refusal(doubling(30, 'resources: []\n'), {}, {}, '0');
    expect(error.message).toContain('more than 10000 kustomizations');
  });

  it('reads no more than allowed of one file, and of all', () => {
    const files = {
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': `${configMap('a')}#${'x'.repeat(5000)}\n`,
    };
    expect(refusal(files, { maxFileBytes: 1000 })).toMatchObject({ code: 'limit', place: { line: 1, column: 13 } });
    expect(refusal(files, { maxReadBytes: 1000 }).message).toContain('reads more than 1000 bytes');
  });

  it('cannot multiply itself by aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      const alias = `*a${level - 1}`;
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => alias).join(', ')}]`);
    }
    const files = { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': `${configMap('a')}${lines.join('\n')}\n` };
    expect(refusal(files).code).toBe('malformed');
  });

  it('leaves its tree neither by paths nor by links', () => {
    const outside = { 'a/kustomization.yaml': 'resources: [../../x]\n' };
    expect(refusal(outside, {}, {}, 'a').code).toBe('outside-root');
    expect(refusal({ 'kustomization.yaml': 'resources: [l]\n', l: { target: '../../etc' } }).code).toBe('outside-root');
    const file = { 'kustomization.yaml': 'configMapGenerator: [{name: a, files: [/etc/passwd]}]\n' };
    expect(refusal(file).code).toBe('outside-root');
    expect(refusal({ ...file, 'etc/passwd': 'x' }).code).toBe('outside-root');
  });

  it('does not wait for links that lead in circles', () => {
    expect(refusal({ 'kustomization.yaml': 'resources: [l]\n', l: { target: 'l' } }).code).toBe('not-found');
  });

  it('stops where its time is up', () => {
    const stop = new Error('the time is up');
    let steps = 0;
    const checkpoint = (): void => {
      steps += 1;
      if (steps > 100) throw stop;
    };
    expect(() => refusal(doubling(30, 'resources: []\n'), { maxKustomizations: 1e9 }, { checkpoint }, '0')).toThrow(
      stop,
    );
  });
});
