import type { StructuralSchema } from '../../src/schema/index.ts';
import { setRequired, type Writable } from './union.ts';

/** How the schema of a kind differs from upstream's on purpose. */
export interface Adjustment {
  /** Required properties that have an evident default: the path of the object, then the property. `*` stands for any one step. */
  readonly optional?: readonly (readonly [path: string, property: string])[];
  /** Objects whose content is not described, with the reason. */
  readonly open?: readonly {
    readonly path: string;
    readonly versions: 'all' | 'not the newest';
    readonly why: string;
  }[];
}

const nestedGenerators = 'spec.generators.*.generators';

/** The adjustments by the name of the CRD. */
export const adjustments: Readonly<Record<string, Adjustment>> = {
  'applications.argoproj.io': { optional: [['spec', 'project']] },
  'applicationsets.argoproj.io': {
    optional: [
      ['spec.template.spec', 'project'],
      ['spec.generators.*.template.spec', 'project'],
      ['spec.generators.git', 'revision'],
      [`${nestedGenerators}.git`, 'revision'],
    ],
    open: [
      {
        path: `${nestedGenerators}.*.template`,
        versions: 'all',
        why: 'the templates of generators inside matrix and merge generators are fourteen more copies of a template',
      },
    ],
  },
  'clustersecretstores.external-secrets.io': { open: [providersOf('SecretStore')] },
  'secretstores.external-secrets.io': { open: [providersOf('SecretStore')] },
};

function providersOf(kind: string): { path: string; versions: 'not the newest'; why: string } {
  return {
    path: 'spec.provider',
    versions: 'not the newest',
    why: `the providers of a ${kind} are described in its newest version alone`,
  };
}

/** The schema with its adjustment made. Raises where a path leads nowhere: upstream has changed. */
export function adjustSchema(schema: StructuralSchema, adjustment: Adjustment, isNewest: boolean): StructuralSchema {
  let adjusted = schema;
  for (const [path, property] of adjustment.optional ?? []) {
    adjusted = changeAt(adjusted, path, (object) => {
      const copy: Writable<StructuralSchema> = { ...object };
      setRequired(
        copy,
        (object.required ?? []).filter((name) => name !== property),
      );
      return copy;
    });
  }
  for (const { path, versions } of adjustment.open ?? []) {
    if (isNewest && versions === 'not the newest') continue;
    adjusted = changeAt(adjusted, path, () => ({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }));
  }
  return adjusted;
}

function changeAt(
  schema: StructuralSchema,
  path: string,
  change: (schema: StructuralSchema) => StructuralSchema,
): StructuralSchema {
  let changes = 0;
  const visit = (current: StructuralSchema, steps: readonly string[]): StructuralSchema => {
    const [step, ...rest] = steps;
    if (step === undefined) {
      changes += 1;
      return change(current);
    }
    if (current.items !== undefined) return { ...current, items: visit(current.items, steps) };
    const entries = Object.entries(current.properties ?? {});
    const changed = entries.map(([name, property]): [string, StructuralSchema] => [
      name,
      step === '*' || step === name ? visit(property, rest) : property,
    ]);
    return changed.length === 0 ? current : { ...current, properties: Object.fromEntries(changed) };
  };
  const changed = visit(schema, path.split('.'));
  if (changes === 0) throw new Error(`the schema has nothing at ${path}`);
  return changed;
}
