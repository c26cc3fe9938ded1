import { apiVersionOf, isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../../../../base/index.ts';
import type { ApiResource, KubeClient } from '../../../../kube/index.ts';

/** What the API server shows of objects: columns and rows. */
export type ServerTable = JsonObject;

const accept = ['v1', 'v1beta1'].map((version) => `application/json;as=Table;v=${version};g=meta.k8s.io`).join(',');

/** The server's table of one object, or with a selector of those that it selects. Throws KubeError. */
export async function tableOf(
  client: KubeClient,
  target: {
    readonly resource: ApiResource;
    readonly namespace: string;
    readonly name: string;
    readonly selector?: string;
  },
  signal: AbortSignal,
): Promise<readonly ServerTable[]> {
  const { resource, namespace, name, selector } = target;
  const root = resource.group === '' ? '/api' : '/apis';
  const place = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const path = `${root}/${apiVersionOf(resource)}${place}/${resource.plural}`;
  const query =
    selector === undefined ? `/${encodeURIComponent(name)}?` : `?labelSelector=${encodeURIComponent(selector)}&`;
  const answer = await client.raw(
    { method: 'GET', path: `${path}${query}includeObject=Object`, accept: `${accept},application/json` },
    { signal },
  );
  return isJsonObject(answer) && objectsAt(answer, 'columnDefinitions').length > 0 ? [answer] : [];
}

/** Tables by kind as kubectl's printer shows them, the columns of narrow output, a heading for each kind. */
export function printedTables(tables: ReadonlyMap<string, readonly ServerTable[]>): string {
  if (tables.size === 0) return '';
  let printed: string | undefined;
  const texts = [...tables].map(([key, ofKind]) => {
    const bodies = ofKind.map((table) => {
      const columns = JSON.stringify(table['columnDefinitions']);
      const text = tableText(table, columns !== printed);
      printed = columns;
      return text;
    });
    return `==> ${key}\n${bodies.join('')}\n`;
  });
  return texts.join('');
}

/** Columns as wide as their widest cell and three blanks (text/tabwriter as kubectl sets it). */
function tableText(table: ServerTable, withHeader: boolean): string {
  const shown = objectsAt(table, 'columnDefinitions').flatMap((column, index) =>
    column['priority'] === 0 || column['priority'] === undefined
      ? [{ index, title: textAt(column, 'name').toUpperCase() }]
      : [],
  );
  const rows = objectsAt(table, 'rows').map((row) => {
    const cells = Array.isArray(row['cells']) ? row['cells'] : [];
    return shown.map(({ index }) => cellText(cells[index]));
  });
  const lines = [...(withHeader ? [shown.map(({ title }) => title)] : []), ...rows];
  const widths = shown.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)) + 3);
  return lines
    .map(
      (line) =>
        `${line.map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('')}\n`,
    )
    .join('');
}

function cellText(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return '<none>';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
