import { describe, expect, it } from 'vitest';
import { buildOptionsOf, kustomizeSettingsOf, readBuildOptions } from './kustomize-build-options.ts';

describe('buildOptionsOf', () => {
  const settings = kustomizeSettingsOf({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cm' },
    data: {
      url: 'https://example.com',
      'kustomize.buildOptions': '--all',
      'kustomize.buildOptions.v5.7.0': '--own',
      'kustomize.path.v5.7.0': '/bin/k',
      'kustomize.path.v4.5.7': '/bin/old',
    },
  });

  it.each([
    ['', '--all'],
    ['v5.7.0', '--own'],
    ['v4.5.7', ''],
    ['v3.0.0', '--all'],
  ])('gives version %j the flags %j', (version, flags) => {
    expect(buildOptionsOf(settings, version)).toBe(flags);
  });

  it('gives none where there is no ConfigMap', () => {
    expect(buildOptionsOf(kustomizeSettingsOf(undefined), '')).toBe('');
  });
});

describe('readBuildOptions', () => {
  const nothing = { kind: 'read', restriction: undefined, reorder: undefined, managedByLabel: false, helm: undefined };

  it.each<[string, object]>([
    ['', nothing],
    ['  --enable-helm\n', { ...nothing, helm: { apiVersions: [] } }],
    ['--enable-helm=false', nothing],
    ['--enable-alpha-plugins --enable-exec -e A=b --network', { ...nothing, helm: { apiVersions: [] } }],
    [
      '--load-restrictor LoadRestrictionsNone --enable-helm --helm-api-versions=a/v1 --helm-api-versions b/v1',
      { ...nothing, restriction: 'none', helm: { apiVersions: ['a/v1', 'b/v1'] } },
    ],
    [
      '--load-restrictor=LoadRestrictionsRootOnly --reorder none --enable-managedby-label',
      { ...nothing, restriction: 'root-only', reorder: 'none', managedByLabel: true },
    ],
  ])('reads %j', (text, read) => {
    expect(readBuildOptions(text)).toEqual(read);
  });

  it.each([
    ['--load_restrictor none', 'unknown flag: --load_restrictor'],
    ['build', 'unknown flag: build'],
    ['--load-restrictor', 'flag needs an argument: --load-restrictor'],
    ['--load-restrictor none', 'illegal flag value --load-restrictor none'],
    ['--enable-helm=yes', 'invalid argument "yes" for "--enable-helm" flag'],
  ])('refuses %j', (text, message) => {
    const read = readBuildOptions(text);
    if (read.kind !== 'refused') expect.fail(JSON.stringify(read));
    expect(read.problem.message).toContain(message);
    expect(read.problem.message).toContain('kustomize.buildOptions in argocd-cm');
  });
});
