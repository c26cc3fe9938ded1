import { seededRandom } from '../../../../base/index.ts';
import { openTree, type Tree } from '../../../../source/index.ts';
import type { Place } from '../../node/index.ts';
import type { FieldOrigin } from '../field-origins.ts';
import { fieldPathText } from '../field-path.ts';
import { corpusCases } from './corpus-cases.ts';
import { mutated } from './mutate.ts';
import { buildOurs, originsOf, type Program, type Values } from './programs.ts';

/** What came of a proof: how many fields were tried, and what is wrong with those that do not hold. */
export interface PlacesProof {
  readonly tried: number;
  readonly wrong: readonly string[];
}

/**
 * Takes fields of what kustomizations of the corpus give, by a seed, changes what stands at the places that they report, and looks at what
 * `program` then gives: exactly the fields that report the place have to change, hashes of names apart.
 */
export function provePlaces(
  corpus: string,
  program: Program,
  { seed, kustomizations, fieldsOfEach }: { seed: number; kustomizations: number; fieldsOfEach: number },
): PlacesProof {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random.float() * list.length)];
  const cases = corpusCases(corpus);
  const wrong: string[] = [];
  let tried = 0;
  for (let round = 0; round < kustomizations; round += 1) {
    const one = pick(cases);
    if (one === undefined) break;
    const { name, root, path } = one;
    const tree = openTree({ kind: 'folder', path: root });
    const origins = originsOf(buildOurs(tree, path, program.profile));
    const build = program.open(tree, path);
    const values = build();
    if (values === undefined) {
      wrong.push(`${name}: is refused`);
      continue;
    }
    const before = { origins, values, build };
    for (let count = 0; count < fieldsOfEach; count += 1) {
      const [key, field] = pick([...origins]) ?? [];
      if (key === undefined || field === undefined) continue;
      const fault = judge(tree, before, field);
      if (fault === 'skipped') continue;
      tried += 1;
      if (fault === undefined) continue;
      wrong.push(`${name}: ${key} at ${placeText(field.place)}: a change there ${fault}`);
    }
  }
  return { tried, wrong };
}

/** What says which object or item of a list is meant decides on patches, references and namespaces too: more may follow from it. */
const identifying = /(?:^|[\].])(?:apiVersion|apiGroup|kind|name|namespace)$/;

/** Fields that are composed of texts of several places, of which they report one. */
const composing = new Set(['RefVarTransformer', 'ReplacementTransformer']);

/** What a kustomization gives as it stands, and how it is built again. */
interface Before {
  readonly origins: ReadonlyMap<string, FieldOrigin>;
  readonly values: Values;
  readonly build: ReturnType<Program['open']>;
}

/** What is wrong with the place of a field, or undefined; `skipped` where it cannot be tried. */
function judge(
  tree: Tree,
  { origins, values, build }: Before,
  { place, steps, node }: FieldOrigin,
): string | undefined {
  if (node.kind !== 'scalar') return 'skipped';
  const text = mutated(Buffer.from(tree.read(place.file)).toString(), place);
  if (text === undefined) return 'skipped';
  const isIdentifying = identifying.test(fieldPathText(steps));
  const after = build({ file: place.file, text });
  if (after === undefined) return isIdentifying ? 'skipped' : 'is refused';
  // The hash of a name follows from the whole content of its object.
  const isChangedBesideHash = (key: string): boolean => withoutHash(values.get(key)) !== withoutHash(after.get(key));
  const changed = [...new Set([...values.keys(), ...after.keys()])].filter(isChangedBesideHash);
  const name = placeText(place);
  const expected = new Set([...origins].filter(([, other]) => placeText(other.place) === name).map(([key]) => key));
  const more = changed.filter((key) => !expected.has(key) && !composing.has(origins.get(key)?.changedBy ?? ''));
  const less = [...expected].filter((key) => values.get(key) === after.get(key));
  if (less.length > 0) return `leaves ${less.slice(0, 3).join(', ')} as it was`;
  return more.length > 0 && !isIdentifying ? `changes ${more.slice(0, 3).join(', ')} too` : undefined;
}

function withoutHash(value: string | undefined): string | undefined {
  return value?.replace(/-[a-z0-9]{10}$/, '');
}

const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
