/** The real kustomize and Helm as judges, over every real file that can be given to them as it is. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { describe, expect, it, type TestContext } from 'vitest';

import { packedTool } from '../../test/support/packed-tools.ts';
import { isJsonObject } from '../base/index.ts';
import {
  readYaml,
  toJson,
  writeYaml,
  writeYamlDocuments,
  type YamlReading,
  type YamlReadOptions,
  type YamlValue,
} from './index.ts';

const { SLIPWAY_CORPUS: corpus, ORACLE_BIN: oracle, ORACLE_REQUIRED: required } = process.env;

interface Kustomize {
  readonly command: string;
  readonly verb: string;
}

interface Sample {
  readonly path: string;
  readonly text: string;
  readonly reading: YamlReading;
}

describe('against the real tools', () => {
  it('prints plain resources as kustomize does', { timeout: 120_000 }, (context) => {
    const folder = needed(context, corpus, 'SLIPWAY_CORPUS is not set');
    const kustomize = kustomizeCommand(context);
    const samples = sampleFiles(join(folder, 'kustomize'), '**/*.{yaml,yml}', {
      profile: 'go3',
      foldedScalars: 'kyaml',
    });
    const resources = samples.filter(({ path, reading }) => !/kustomization/i.test(basename(path)) && isPlain(reading));
    expect(resources.length).toBeGreaterThan(1000);
    const differing = batches(resources).flatMap((batch) => differences(batch, kustomize));
    expect(differing).toEqual([]);
  });

  it('reads and writes values as Helm does with fromYaml and toYaml', { timeout: 120_000 }, (context) => {
    const folder = needed(context, corpus, 'SLIPWAY_CORPUS is not set');
    const helm = needed(context, packedTool('helm'), 'unzip cannot be run');
    const options = { profile: 'go2', documents: 'first' } as const;
    const samples = sampleFiles(join(folder, 'helm'), '**/*.{yaml,yml}', options).filter(
      ({ path, reading }) => !path.includes('/templates/') && (reading.problems.length > 0 || isMap(reading)),
    );
    expect(samples.length).toBeGreaterThan(500);
    const theirs = helmAnswers(helm, samples);
    const differing = samples.filter(({ reading }, index) => {
      const answer = theirs[index] ?? '';
      if (reading.problems.length > 0) return !answer.startsWith('Error: ');
      return `${answer}\n` !== writeYaml(toJson(reading.documents[0]?.value ?? null));
    });
    expect(differing.map(({ path }) => path)).toEqual([]);
  });
});

/** Skips with the reason where `value` is not there, and fails instead with ORACLE_REQUIRED=1. */
function needed(context: TestContext, value: string | undefined, reason: string): string {
  if (value !== undefined) return value;
  if (required === '1') throw new Error(reason);
  return context.skip(reason);
}

/** Files of different content, in an order that is the same on every machine and mixes the repositories. */
function sampleFiles(folder: string, pattern: string, options: YamlReadOptions): Sample[] {
  const byDigest = new Map<string, { path: string; text: string }>();
  for (const path of globSync(pattern, { cwd: folder }).toSorted()) {
    const text = readFileSync(join(folder, path), 'utf8');
    if (text.length < 100_000 && !path.includes('/templates/')) byDigest.set(digest(text), { path, text });
  }
  return [...byDigest]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { path, text }]) => ({ path, text, reading: readYaml(text, { ...options, file: path }) }));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether kustomize has nothing to do to these documents but print them: named objects, no lists, annotations that it need not mend. */
function isPlain({ documents, problems }: YamlReading): boolean {
  return problems.length === 0 && documents.length > 0 && documents.every(({ value }) => identity(value) !== undefined);
}

function isMap({ documents }: YamlReading): boolean {
  return documents[0]?.index === 0 && isJsonObject(documents[0].value);
}

function identity(value: YamlValue): string | undefined {
  const object = toJson(value);
  if (!isJsonObject(object) || !isJsonObject(object['metadata'])) return undefined;
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, annotations, labels } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  if (kind.endsWith('List') || apiVersion.includes('kustomize')) return undefined;
  for (const marks of [annotations, labels]) {
    if (marks === undefined) continue;
    if (!isJsonObject(marks) || Object.keys(marks).length === 0) return undefined;
    if (Object.values(marks).some((mark) => typeof mark !== 'string')) return undefined;
    if ('config.kubernetes.io/local-config' in marks) return undefined;
  }
  return [apiVersion, kind, typeof namespace === 'string' ? namespace : 'default', name].join('|');
}

/** Files whose objects have different identities, so that one kustomization can list them. */
function batches(samples: readonly Sample[]): Sample[][] {
  const open: { ids: Set<string>; samples: Sample[] }[] = [];
  for (const sample of samples) {
    const ids = sample.reading.documents.map(({ value }) => identity(value) ?? '');
    if (new Set(ids).size < ids.length) continue;
    let batch = open.find((candidate) => candidate.samples.length < 40 && ids.every((id) => !candidate.ids.has(id)));
    if (batch === undefined) open.push((batch = { ids: new Set(), samples: [] }));
    batch.samples.push(sample);
    for (const id of ids) batch.ids.add(id);
  }
  return open.map((batch) => batch.samples);
}

/** What differs, file by file where the batch as a whole does. */
function differences(batch: readonly Sample[], kustomize: Kustomize): string[] {
  const theirs = build(batch, kustomize);
  const ours = writeYamlDocuments(batch.flatMap(({ reading }) => reading.documents.map(({ value }) => value)));
  if (theirs.stdout === ours) return [];
  const [only, ...others] = batch;
  if (only === undefined) return [];
  if (others.length > 0) return batch.flatMap((sample) => differences([sample], kustomize));
  const ourLines = ours.split('\n');
  const line = theirs.stdout.split('\n').find((text, index) => text !== ourLines[index]);
  return [`${only.path}: ${theirs.stderr || line}`];
}

function build(samples: readonly Sample[], kustomize: Kustomize): { stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-yaml-'));
  try {
    samples.forEach(({ text }, index) => writeFileSync(join(folder, `${index}.yaml`), text));
    const resources = samples.map((_, index) => `${index}.yaml`);
    writeFileSync(join(folder, 'kustomization.yaml'), writeYaml({ resources, sortOptions: { order: 'fifo' } }));
    return spawnSync(kustomize.command, [kustomize.verb, folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What Helm's `fromYaml | toYaml` makes of each file, in base64 on its way so that every byte counts. */
function helmAnswers(helm: string, samples: readonly Sample[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-yaml-'));
  try {
    mkdirSync(join(folder, 'templates'));
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: probe\nversion: 0.1.0\n');
    const template = [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: probe}',
      'data:',
      '{{- range $path, $bytes := .Files.Glob "files/*" }}',
      '  {{ base $path | quote }}: {{ $.Files.Get $path | fromYaml | toYaml | b64enc | quote }}',
      '{{- end }}',
    ];
    writeFileSync(join(folder, 'templates', 'probe.yaml'), template.join('\n'));
    samples.forEach(({ text }, index) => writeFileSync(join(folder, 'files', `f${index}`), text));
    const { stdout, stderr } = spawnSync(helm, ['template', folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const printed = toJson(readYaml(stdout, { profile: 'go2' }).documents[0]?.value ?? null);
    const data = isJsonObject(printed) ? printed['data'] : undefined;
    if (!isJsonObject(data)) throw new Error(`helm printed no data: ${stderr}`);
    return samples.map((_, index) => {
      const answer = data[`f${index}`];
      return typeof answer === 'string' ? Buffer.from(answer, 'base64').toString() : '';
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function kustomizeCommand(context: TestContext): Kustomize {
  const built = oracle === undefined ? undefined : join(oracle, 'kustomize');
  if (built !== undefined && existsSync(built)) return { command: built, verb: 'build' };
  return { command: needed(context, packedTool('kubectl'), 'unzip cannot be run'), verb: 'kustomize' };
}
