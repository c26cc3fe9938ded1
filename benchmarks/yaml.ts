/**
 * How fast YAML is read (values and places), and written, beside js-yaml alone. Reads the files given as arguments, or makes a bundle of
 * custom resource definitions up; prints the best of several runs, since other work may share the machine.
 *
 *     bin/node benchmarks/yaml.ts [FILE…]
 */
import { readFileSync } from 'node:fs';

import { dump, loadAll, parseEvents } from 'js-yaml';

import { formatProblem } from '../src/base/index.ts';
import {
  readYaml,
  writeYaml,
  writeYamlDocuments,
  type YamlProfile,
  type YamlReading,
  type YamlValue,
} from '../src/yaml/index.ts';

const RUNS = 9;

/** Bundles of bundles pass too: it is speed that is measured, not limits. */
const limits = { maxBytes: 1 << 30, maxNodes: 100_000_000 };

function main(files: readonly string[]): void {
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const text = flat(texts.length > 0 ? texts.join('\n---\n') : bundle(10_000_000));
  const values = read(text, 'go3').documents.map((document) => document.value);
  const json = flat(values.map((value) => JSON.stringify(value, bigintAsNumber, 2)).join('\n---\n'));
  const load = fastest(() => loadAll(text));
  report(
    'js-yaml parseEvents',
    text,
    fastest(() => parseEvents(text, {})),
    load,
  );
  report('js-yaml loadAll', text, load, load);
  report(
    'readYaml go2',
    text,
    fastest(() => read(text, 'go2')),
    load,
  );
  report(
    'readYaml go3',
    text,
    fastest(() => read(text, 'go3')),
    load,
  );
  report(
    'readYaml of JSON',
    json,
    fastest(() => read(json, 'go3')),
    load,
  );
  const dumped = fastest(() => values.map((value) => dump(value)));
  report('js-yaml dump', text, dumped, dumped);
  report(
    'writeYaml',
    text,
    fastest(() => writeYamlDocuments(values)),
    dumped,
  );
}

function read(text: string, profile: YamlProfile): YamlReading {
  const reading = readYaml(text, { profile, limits });
  for (const problem of reading.problems) throw new Error(formatProblem(problem));
  return reading;
}

function report(name: string, text: string, milliseconds: number, reference: number): void {
  const speed = text.length / 1000 / milliseconds;
  const ratio = milliseconds / reference;
  console.log(
    `${name.padEnd(20)} ${milliseconds.toFixed(0).padStart(6)} ms ${speed.toFixed(1).padStart(6)} MB/s  × ${ratio.toFixed(2)}`,
  );
}

function fastest(run: () => unknown): number {
  let best = Infinity;
  for (let count = 0; count < RUNS; count += 1) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Definitions with schemas as deep and as talkative as real ones. */
function bundle(bytes: number): string {
  const parts: string[] = [];
  for (let size = 0, index = 0; size < bytes; index += 1) {
    const text = writeYaml(definition(index));
    parts.push(text);
    size += text.length;
  }
  return parts.join('---\n');
}

function definition(index: number): YamlValue {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things${index}.example.org`, annotations: { 'example.org/generation': String(index) } },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: `Thing${index}`, plural: `things${index}` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema(5, index) } }],
    },
  };
}

function schema(depth: number, seed: number): { [key: string]: YamlValue } {
  const description = `What the field at depth ${depth} does: it is described in a sentence that is longer than one line of eighty characters, as most are.`;
  if (depth === 0)
    return {
      description,
      type: seed % 2 === 0 ? 'string' : 'integer',
      minLength: 1,
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    };
  const properties: { [key: string]: YamlValue } = {};
  for (let field = 0; field < 4; field += 1) properties[`field${field}`] = schema(depth - 1, seed + field);
  return { description, type: 'object', required: ['field0', 'field1'], properties };
}

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** One flat string: a rope would be flattened inside of the first measurement. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

main(process.argv.slice(2));
