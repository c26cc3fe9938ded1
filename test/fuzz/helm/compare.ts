import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { seededRandom } from '../../../src/base/index.ts';
import { createTemplateBudget } from '../../../src/lang/index.ts';
import {
  capabilitiesOf,
  chartFunctionsFor,
  createHelmCaches,
  HelmError,
  type HelmProfile,
  loadChart,
  mergeValueSources,
  renderChart,
  trueRandom,
} from '../../../src/render/index.ts';
import { memoryTree } from '../../../src/source/index.ts';
import { Random } from '../kustomize/random.ts';
import { body } from './templates.ts';
import { someValues } from './values.ts';

/** The real helm, and which of ours it is held against. */
export interface Oracle {
  readonly program: string;
  readonly profile: HelmProfile;
}

/** A template over random values, and what both made of it. */
export interface Case {
  readonly name: string;
  readonly template: string;
  readonly ours: Answer;
}

/** What one of them made of a case. */
export type Answer = { readonly output: string } | { readonly error: string };

/** What differed. */
export interface Difference {
  readonly name: string;
  readonly template: string;
  readonly values: string;
  readonly ours: Answer;
  readonly real: Answer;
}

/** What became of the cases of one seed. */
export interface Comparison {
  readonly equal: number;
  readonly refusedAlike: number;
  readonly different: readonly Difference[];
}

const run = promisify(execFile);
const caches = createHelmCaches({ cacheBytes: 10_000_000 });

/**
 * Has both render `count` random templates over the values of a seed. Those that ours renders are one chart for the real helm, since starting it costs
 * the most; each that ours refuses is a chart of its own, whose error must be the same.
 */
export async function compare(seed: number, count: number, folder: string, oracle: Oracle): Promise<Comparison> {
  const random = new Random(seed);
  const values = JSON.stringify(someValues(random), undefined, 1);
  const cases = Array.from({ length: count }, (_, index): Case => {
    const [name, template] = [`case-${index}`, body(random)];
    return { name, template, ours: renderOurselves(chartOf(values, [{ name, template }]), name, oracle.profile) };
  });
  const rendered = cases.filter(({ ours }) => 'output' in ours);
  const real = await renderReally(chartOf(values, rendered), folder, oracle);
  const different: Difference[] = [];
  let [equal, refusedAlike] = [0, 0];
  for (const { name, template, ours } of cases) {
    const together = 'output' in ours && 'manifest' in real ? answerIn(real.manifest, name) : undefined;
    const answer = together ?? (await renderAlone(chartOf(values, [{ name, template }]), name, folder, oracle));
    if (JSON.stringify(answer) !== JSON.stringify(ours)) different.push({ name, template, values, ours, real: answer });
    else if ('output' in ours) equal += 1;
    else refusedAlike += 1;
  }
  return { equal, refusedAlike, different };
}

type Files = ReadonlyMap<string, string>;

const helper = `{{ define "helper" }}<{{ if kindIs "map" . }}{{ len . }}{{ else }}{{ . | toString | trunc 20 }}{{ end }}>{{ end }}`;

/** A chart with the cases' templates; what they make stands in the manifests in base64, whatever bytes it is. */
function chartOf(values: string, cases: readonly { readonly name: string; readonly template: string }[]): Files {
  const files = new Map([
    ['Chart.yaml', 'apiVersion: v2\nname: fuzz\nversion: 0.1.0\n'],
    ['values.yaml', values],
    ['templates/_helper.tpl', helper],
  ]);
  for (const { name, template } of cases) {
    const document = `kind: ConfigMap\napiVersion: v1\nmetadata: {name: ${name}}\nout: {{ include "${name}" . | b64enc | quote }}\n`;
    files.set(`templates/${name}.yaml`, `{{ define "${name}" }}${template}{{ end }}${document}`);
  }
  return files;
}

function renderOurselves(files: Files, name: string, profile: HelmProfile): Answer {
  const tree = memoryTree(Object.fromEntries([...files].map(([path, text]) => [`fuzz/${path}`, text])));
  const budget = createTemplateBudget({ maxSteps: 10_000_000, maxBytes: 100_000_000 });
  const functions = chartFunctionsFor({ now: () => 0n, timeZone: 'UTC', random: trueRandom(seededRandom(1)), budget });
  const release = { name: 'rel', namespace: 'ns', revision: 1, isUpgrade: false };
  const values = mergeValueSources({ files: [] }, () => '');
  try {
    const chart = loadChart(tree, 'fuzz', { profile });
    const options = { profile, release, values, capabilities: capabilitiesOf(profile, {}), functions, budget };
    const { manifests } = renderChart(chart, options, caches);
    return (
      answerIn(manifests.map(({ path, content }) => `# Source: ${path}\n${content}\n`).join(''), name) ?? { output: '' }
    );
  } catch (error) {
    if (error instanceof HelmError) return { error: error.message };
    throw error;
  }
}

async function renderAlone(files: Files, name: string, folder: string, oracle: Oracle): Promise<Answer> {
  const real = await renderReally(files, folder, oracle);
  return 'error' in real ? real : (answerIn(real.manifest, name) ?? { output: '' });
}

async function renderReally(
  files: Files,
  folder: string,
  { program }: Oracle,
): Promise<{ readonly manifest: string } | { readonly error: string }> {
  const root = join(folder, 'fuzz');
  rmSync(root, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  try {
    const { stdout } = await run(program, ['template', 'rel', root, '--namespace', 'ns'], {
      maxBuffer: 1 << 26,
      timeout: 60_000,
      env: { HOME: folder, TZ: 'UTC' },
    });
    return { manifest: stdout };
  } catch (error) {
    const { stderr } = error as { stderr: string };
    return { error: /^Error: ([^]*?)\n\nUse --debug/m.exec(stderr)?.[1] ?? stderr.replace(/^Error: |\n$/g, '') };
  }
}

/** What a case made, out of a manifest; undefined where it is not there. */
function answerIn(manifest: string, name: string): Answer | undefined {
  const found = new RegExp(`metadata: \\{name: ${name}\\}\\nout: "([^"]*)"`).exec(manifest)?.[1];
  return found === undefined ? undefined : { output: Buffer.from(found, 'base64').toString('latin1') };
}
