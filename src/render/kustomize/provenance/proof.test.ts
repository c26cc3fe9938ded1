import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../base/index.ts';
import { openTree, type Tree } from '../../../source/index.ts';
import { buildKustomization, createBuildCaches } from '../build/index.ts';
import { KustomizeError } from '../error.ts';
import { defaultBuildLimits } from '../load/index.ts';
import { refusingRemotes } from '../../remote/index.ts';
import type { Place } from '../node/index.ts';
import type { ResourceList } from '../resource/index.ts';
import { type FieldOrigin, fieldOrigins } from './field-origins.ts';
import { fieldPathText } from './field-path.ts';
import { mutated, withFile } from './testing/mutate.ts';

const corpus = process.env['SLIPWAY_CORPUS'];
const required = process.env['ORACLE_REQUIRED'] === '1';

const seed = 1;
const kustomizations = 46;
const fieldsOfEach = 12;

const caches = createBuildCaches({ cacheBytes: 256 * 1024 * 1024 });

/** In the order of the resources, since a changed name may change that of the output. */
function build(tree: Tree, path: string): ResourceList {
  const options = { profile: '5.7', reorder: 'none', limits: defaultBuildLimits, checkpoint: () => {} } as const;
  const built = buildKustomization(tree, path, { ...options, remotes: refusingRemotes('no network') }, caches);
  if (built.kind !== 'built') throw new Error(`${path} needs what is not here`);
  return built.resources;
}

type Fields = ReadonlyMap<string, FieldOrigin>;

/** The fields of all resources by the index of the resource and their path. */
function fieldsOf(resources: ResourceList): Fields {
  const fields = resources.flatMap((resource, index) =>
    fieldOrigins(resource).map((field) => [`${index} ${fieldPathText(field.steps)}`, field] as const),
  );
  return new Map(fields);
}

/** What says which object or item of a list is meant decides on patches, references and namespaces too: more may follow from it. */
const identifying = /(?:^|[\].])(?:apiVersion|apiGroup|kind|name|namespace)$/;

/** Fields that are composed of texts of several places, of which they report one. */
const composing = new Set(['RefVarTransformer', 'ReplacementTransformer']);

const hash = /-[a-z0-9]{10}$/;

function valueOf(field: FieldOrigin | undefined): string {
  if (field === undefined) return 'nothing';
  if (field.node.kind !== 'scalar') return field.node.kind;
  const { value } = field.node;
  return `${typeof value} ${String(value)}`;
}

const withoutHash = (value: string): string => value.replace(hash, '');

const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** What is wrong with the place of a field, or undefined; `skipped` where it cannot be tried. */
function judge(tree: Tree, path: string, before: Fields, field: FieldOrigin): string | undefined {
  const { place, steps } = field;
  if (field.node.kind !== 'scalar') return 'skipped';
  const text = mutated(Buffer.from(tree.read(place.file)).toString(), place);
  if (text === undefined) return 'skipped';
  const isIdentifying = identifying.test(fieldPathText(steps));
  let after: Fields;
  try {
    after = fieldsOf(build(withFile(tree, place.file, text), path));
  } catch (error) {
    if (error instanceof KustomizeError && isIdentifying) return 'skipped';
    throw error;
  }
  const isChanged = (key: string): boolean => valueOf(before.get(key)) !== valueOf(after.get(key));
  // The hash of a name follows from the whole content of its object.
  const isChangedBesideHash = (key: string): boolean =>
    withoutHash(valueOf(before.get(key))) !== withoutHash(valueOf(after.get(key)));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(isChangedBesideHash);
  const name = placeText(place);
  const reporting = [...before].filter(([, other]) => placeText(other.place) === name);
  const expected = new Set(reporting.map(([key]) => key));
  const more = changed.filter((key) => !expected.has(key) && !composing.has(before.get(key)?.changedBy ?? ''));
  const less = [...expected].filter((key) => !isChanged(key));
  if (less.length > 0) return `leaves ${less.slice(0, 3).join(', ')} as it was`;
  return more.length > 0 && !isIdentifying ? `changes ${more.slice(0, 3).join(', ')} too` : undefined;
}

describe.skipIf(!required && (corpus === undefined || !existsSync(corpus)))(
  'the place that a field reports, in the corpus of kustomizations (SLIPWAY_CORPUS)',
  () => {
    it('holds what sets the field, and no field that does not report it', { timeout: 300_000 }, () => {
      const folder = corpus ?? '';
      const [, ...lines] = readFileSync(join(folder, 'kustomize.tsv'), 'utf8').trim().split('\n');
      const random = seededRandom(seed);
      const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random.float() * list.length)];
      const wrong: string[] = [];
      let tried = 0;
      for (let round = 0; round < kustomizations; round += 1) {
        const [repository = '', , path = ''] = pick(lines)?.split('\t') ?? [];
        const tree = openTree({ kind: 'folder', path: join(folder, 'kustomize', repository.replace('/', '+')) });
        const before = fieldsOf(build(tree, path));
        for (let count = 0; count < fieldsOfEach; count += 1) {
          const [key, field] = pick([...before]) ?? [];
          if (key === undefined || field === undefined) continue;
          const fault = judge(tree, path, before, field);
          if (fault === 'skipped') continue;
          tried += 1;
          if (fault === undefined) continue;
          wrong.push(`${repository}/${path}: ${key} at ${placeText(field.place)}: a change there ${fault}`);
        }
      }
      expect(wrong.join('\n')).toBe('');
      expect(tried).toBeGreaterThanOrEqual(500);
    });
  },
);
