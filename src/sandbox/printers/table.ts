import type { Json, JsonObject, KubeObject } from '../../base/index.ts';

/** A column of a table (metav1.TableColumnDefinition). */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, more only in wide output. */
  readonly priority: number;
}

/** Turns objects into rows for people, as `kubectl get` shows them. */
export interface TablePrinter {
  table(
    objects: readonly KubeObject[],
    includeObject: 'None' | 'Metadata' | 'Object',
    metadata: JsonObject,
  ): JsonObject;
}

/** What one kind shows. */
export interface RowPrinter {
  readonly columns: readonly TableColumn[];
  /** One cell a column. `now` is in milliseconds. */
  cells(object: KubeObject, now: number): readonly Json[];
  /** What is told of a row beside its cells (metav1.TableRowCondition). */
  conditions?(object: KubeObject): readonly JsonObject[];
}

/** The printer of a kind. */
export function createTablePrinter(rows: RowPrinter, now: () => number): TablePrinter {
  return {
    table: (objects, includeObject, metadata) => ({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      columnDefinitions: rows.columns.map((column) => ({ ...column })),
      rows: objects.map((object) => ({
        cells: [...rows.cells(object, now())],
        ...conditionsOf(rows, object),
        ...objectOf(object, includeObject),
      })),
    }),
  };
}

function conditionsOf(rows: RowPrinter, object: KubeObject): JsonObject {
  const conditions = rows.conditions?.(object) ?? [];
  return conditions.length === 0 ? {} : { conditions: [...conditions] };
}

function objectOf(object: KubeObject, includeObject: 'None' | 'Metadata' | 'Object'): JsonObject {
  switch (includeObject) {
    case 'None':
      return { object: null };
    case 'Object':
      return { object };
    case 'Metadata':
      return {
        object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
      };
  }
}

/** A column; shown always and without a format unless `options` say otherwise. */
export function column(
  name: string,
  type: TableColumn['type'],
  options: { readonly format?: string; readonly priority?: number; readonly description?: string } = {},
): TableColumn {
  return {
    name,
    type,
    format: options.format ?? '',
    description: options.description ?? '',
    priority: options.priority ?? 0,
  };
}
