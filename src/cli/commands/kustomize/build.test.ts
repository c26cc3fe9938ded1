import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChartServer } from '../../../../test/support/chart-server.ts';
import { runIn } from './testing/run-in.ts';

const configMap = (name: string, namespace = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${namespace === '' ? '' : `  namespace: ${namespace}\n`}`;

/** Runs `kustomize build` in a folder with these files. */
const run = (files: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  runIn(files, 'kustomize', 'build', ...words);

const files = {
  'base/kustomization.yaml': 'bases: []\nresources: [a.yaml]\nnamePrefix: p-\n',
  'base/a.yaml': configMap('a'),
  'top/kustomization.yaml': 'resources: [../base]\n',
};

describe('slipway kustomize build', () => {
  it('prints resources on stdout and warnings on stderr', async () => {
    const { code, out, err } = await run(files, 'top');
    expect({ code, out }).toEqual({ code: 0, out: configMap('p-a') });
    expect(err).toBe(
      "# Warning: 'bases' is deprecated. Please use 'resources' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n",
    );
  });

  it('refuses with exit code 1, and says where', async () => {
    const broken = { ...files, 'base/kustomization.yaml': 'resources:\n- a.yaml\n- b.yaml\n' };
    const { code, out, err } = await run(broken, 'top');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      "Error: there is no file or folder 'b.yaml': correct the path, or add it\n  at base/kustomization.yaml:3:3\n",
    );
  });

  it('reads files outside of the kustomization only with leave', async () => {
    const outside = { ...files, 'top/kustomization.yaml': 'resources: [../base/a.yaml]\n' };
    expect((await run(outside, 'top')).err).toContain('--load-restrictor=LoadRestrictionsNone');
    const { code, out } = await run(outside, 'top', '--load-restrictor', 'LoadRestrictionsNone');
    expect({ code, out }).toEqual({ code: 0, out: configMap('a') });
  });

  it('writes to a file, or a file each into a folder', async () => {
    const { cwd, code, out } = await run(files, 'top', '-o', 'out.yaml');
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(readFileSync(join(cwd, 'out.yaml'), 'utf8')).toBe(configMap('p-a'));
    const two = { ...files, 'base/a.yaml': `${configMap('a')}---\n${configMap('a', 'N')}`, 'out/old': '' };
    const into = await run(two, 'top', '-o', 'out');
    expect(readdirSync(join(into.cwd, 'out'))).toEqual([
      'default_v1_configmap_p-a.yaml',
      'n_v1_configmap_p-a.yaml',
      'old',
    ]);
  });

  it('writes no file outside of the folder that it is given', async () => {
    const { err } = await run({ ...files, 'base/a.yaml': configMap('/../x'), 'out/old': '' }, 'top', '-o', 'out');
    expect(err).toContain('has a name that no file may have');
  });

  it('keeps the order where --reorder none says so, and says that it is deprecated', async () => {
    const order = {
      'kustomization.yaml': 'resources: [z.yaml, a.yaml]\n',
      'z.yaml': configMap('z'),
      'a.yaml': configMap('a'),
    };
    const kept = await run(order, '--reorder=none');
    expect(kept.out).toBe(`${configMap('z')}---\n${configMap('a')}`);
    expect(kept.err).toContain('Flag --reorder has been deprecated');
    expect((await run(order)).out).toBe(`${configMap('a')}---\n${configMap('z')}`);
  });

  describe('with charts', () => {
    const template =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-{{ .Values.a }}"}\ndata: {k: "{{ .Capabilities.KubeVersion }}", x: "{{ .Capabilities.APIVersions.Has "x/v1" }}"}\n';
    const chart = {
      'charts/c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'charts/c/values.yaml': 'a: own\n',
      'charts/c/templates/m.yaml': template,
      'kustomization.yaml': 'namePrefix: p-\nhelmCharts: [{name: c, releaseName: r}]\n',
    };

    it('renders those that lie there, where it is allowed', async () => {
      const refused = await run(chart);
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.err).toMatch(/^Error: must specify --enable-helm.*\n {2}at kustomization\.yaml:2:14\n$/);
      const flags = [
        '--helm-kube-version=1.30.0',
        '--helm-api-versions',
        'x/v1',
        '--helm-command=no-helm',
        '--helm-debug',
      ];
      const { code, out } = await run(chart, '--enable-helm', ...flags);
      expect({ code, out }).toEqual({
        code: 0,
        out: 'apiVersion: v1\ndata:\n  k: v1.30.0\n  x: "true"\nkind: ConfigMap\nmetadata:\n  name: p-r-own\n',
      });
    });

    it('pulls what is not there, and writes it nowhere', async () => {
      await using host = await ChartServer.start();
      await host.publish('c', '1.0.0', { files: { 'values.yaml': 'a: far\n', 'templates/m.yaml': template } });
      const kustomization = `helmCharts: [{name: c, repo: "${host.url}", version: 1.0.0}]\n`;
      const { cwd, code, out, err } = await run({ 'kustomization.yaml': kustomization }, '--enable-alpha-plugins');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('name: release-name-far\n');
      expect(readdirSync(cwd)).toEqual(['kustomization.yaml']);
    });

    it('names the template of each field', async () => {
      const { out } = await run(chart, '--enable-helm', '--origin');
      expect(out).toContain('data.k\tcharts/c/templates/m.yaml:1:1\t-\n');
    });
  });

  it('takes the flags of functions, and refuses functions by name', async () => {
    const flags = [
      '--enable-alpha-plugins',
      '--enable-exec',
      '--network',
      '--mount=a',
      '-e',
      'A=b',
      '--as-current-user',
    ];
    expect(await run(files, 'top', ...flags)).toMatchObject({ code: 0, out: configMap('p-a') });
    const generator = 'apiVersion: example.org/v1\nkind: Seeder\nmetadata: {name: s}\n';
    const { code, err } = await run({ 'kustomization.yaml': 'generators: [g.yaml]\n', 'g.yaml': generator }, ...flags);
    expect(code).toBe(1);
    expect(err).toContain("external plugin 'Seeder': functions, programs and Go plugins are never run here");
  });
});
