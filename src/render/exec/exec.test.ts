import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CountedMetrics } from '../../../test/support/counted-metrics.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import { type Logger, systemClock } from '../../base/index.ts';
import type { Renderer, RenderLimits, RenderRequest } from '../renderer.ts';
import { createInlineRenderer } from '../threads/index.ts';
import { createExecRenderer } from './create-exec-renderer.ts';
import { createShadowRenderer } from './create-shadow-renderer.ts';

const request: RenderRequest = {
  tree: {
    kind: 'inline',
    files: {
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: geheim}\n',
    },
  },
  path: '',
  options: { kind: 'kustomize', dialect: 'argocd', profile: '5.8' },
};

const secret = (password: string, name = 'a'): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\nstringData: {password: ${password}}\n`;

/** A renderer whose kustomize is a script. */
function scripted(script: string, limits: Partial<RenderLimits> = {}): Renderer {
  const program = join(temporaryFolder(), 'kustomize');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const renderer = createExecRenderer({
    kustomizeBinary: program,
    inner: createInlineRenderer(),
    path: process.env['PATH'] ?? '',
    clock: systemClock,
    limits,
  });
  onTestFinished(() => renderer.close());
  return renderer;
}

const printing = (text: string): string => `cat <<'END'\n${text}END`;

describe('createExecRenderer', { timeout: 60_000 }, () => {
  it('gives what the program prints', async () => {
    const { manifests, problems } = await scripted(printing(secret('x'))).render(request);
    expect({ problems, objects: manifests.map(({ object }) => object) }).toMatchObject({
      problems: [],
      objects: [{ kind: 'Secret', stringData: { password: 'x' } }],
    });
    expect(manifests[0]?.originOf(['stringData', 'password'])).toMatchObject({ file: 'output.yaml', line: 4 });
  });

  it('shows the program nothing of our environment, and a folder of its own', async () => {
    process.env['SLIPWAY_CANARY'] = 'x';
    onTestFinished(() => void delete process.env['SLIPWAY_CANARY']);
    const script = `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata:\\n'; env | cut -d= -f1 | sort | sed 's/^/  v/; s/$/: x/'`;
    const { problems } = await scripted(script).render(request);
    expect(problems).toEqual([]);
    const { manifests } = await scripted(script).render(request);
    const names = Object.keys((manifests[0]?.object as { data?: object } | undefined)?.data ?? {});
    expect(names.filter((name) => !/^v(?:_|PWD|OLDPWD|SHLVL)$/.test(name))).toEqual([
      'vGIT_TERMINAL_PROMPT',
      'vHOME',
      'vPATH',
      'vTMPDIR',
    ]);
  });

  it('says what the program says where it refuses, without where its files lay', async () => {
    const { problems, reads } = await scripted('echo "Error: bad thing in $PWD/a.yaml" >&2; exit 1').render(request);
    expect(problems).toEqual([{ code: 'kustomize-program', message: 'bad thing in a.yaml' }]);
    expect(reads).toEqual([]);
  });

  it.each([
    ['an endless program', 'sleep 600 & wait', { timeoutMs: 200 }, 'time-out'],
    ['endless output', 'yes', { maxBytes: 1_000 }, 'too-many-bytes'],
  ])('ends %s, and what it started', async (_, script, limits, code) => {
    expect((await scripted(script, limits).render(request)).problems).toMatchObject([{ code }]);
  });

  it('lets go at once of a render that is aborted', async () => {
    const controller = new AbortController();
    const rendering = scripted('sleep 600').render(request, controller.signal);
    controller.abort(new Error('superseded'));
    await expect(rendering).rejects.toThrow('superseded');
  });

  it('rejects where there is no such program', async () => {
    const inner = createInlineRenderer();
    const renderer = createExecRenderer({ kustomizeBinary: '/nowhere/kustomize', inner, path: '', clock: systemClock });
    await expect(renderer.render(request)).rejects.toMatchObject({ name: 'RenderError', code: 'program' });
  });
});

describe('createShadowRenderer', { timeout: 60_000 }, () => {
  /** What a render with this kustomize beside it warns of, logs and counts. */
  async function shadowed(script: string) {
    const logged: string[] = [];
    const log = (message: string, fields?: object): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
    const metrics = new CountedMetrics();
    const logger: Logger = { debug: log, info: log, warn: log, error: log, with: () => logger };
    const renderer = createShadowRenderer({
      primary: createInlineRenderer(),
      shadow: scripted(script),
      logger,
      metrics,
    });
    const { manifests, warnings } = await renderer.render(request);
    await renderer.render(request);
    expect(manifests).toHaveLength(1);
    expect(JSON.stringify([warnings, logged])).not.toMatch(/geheim|anders/);
    const total = (outcome: string) => metrics.total('slipway_render_shadow_total', { kind: 'kustomize', outcome });
    const counts = { equal: total('equal'), different: total('different'), failed: total('failed') };
    return { warnings: warnings.map(({ code, message }) => `${code}: ${message}`), logged: logged.length, counts };
  }

  it('says nothing where both give the same', async () => {
    expect(await shadowed(printing(secret('geheim')))).toEqual({
      warnings: [],
      logged: 0,
      counts: { equal: 1, different: 0, failed: 0 },
    });
  });

  it('names the fields that differ, once, and never a value', async () => {
    expect(await shadowed(printing(secret('anders')))).toEqual({
      warnings: ['shadow-difference: rendered otherwise by the program: Secret/a stringData.password'],
      logged: 1,
      counts: { equal: 0, different: 1, failed: 0 },
    });
  });

  it('names objects that only one gives', async () => {
    expect((await shadowed(printing(secret('geheim', 'b')))).warnings).toEqual([
      'shadow-difference: rendered otherwise by the program: Secret/a is not given by the program, Secret/b is given by the program alone',
    ]);
  });

  it('says where only one refuses', async () => {
    expect((await shadowed('exit 1')).warnings).toEqual(['shadow-difference: the program refuses this']);
  });
});
