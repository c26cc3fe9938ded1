import type { Json } from '../../../base/index.ts';
import { GoMap, type GoValue, typeOf } from '../../../lang/index.ts';
import type { ChartNode } from '../chart/index.ts';
import { HelmError } from '../error.ts';
import { jsonOf } from '../values/index.ts';

/**
 * Judges values by one schema (values.schema.json as text): undefined where they fit, else what helm prints below the chart's name, each line
 * ended.
 */
export type SchemaValidator = (schema: string, values: Json) => string | undefined;

/**
 * Judges the values of a chart and of all in it by their schemas (helm 4.2, pkg/chart/common/util/jsonschema.go). Throws HelmError `schema` with
 * what all of them say.
 */
export function validateSchemas(node: ChartNode, values: GoMap, validate: SchemaValidator): void {
  const faults = faultsOf(node, values, validate);
  if (faults === '') return;
  const message = `values don't meet the specifications of the schema(s) in the following chart(s):\n${faults}`;
  throw new HelmError('schema', message, { object: node.metadata.name });
}

function faultsOf(node: ChartNode, values: GoMap, validate: SchemaValidator): string {
  const { schema } = node.chart;
  const own =
    schema === undefined ? undefined : validate(Buffer.from(schema, 'latin1').toString('utf8'), jsonOf(values));
  const below = node.dependencies.map((child) => {
    const { name } = child.metadata;
    const section: GoValue = values.entries.get(name) ?? null;
    if (section === null) return '';
    if (section instanceof GoMap) return faultsOf(child, section, validate);
    return `${name}:\ninvalid type for values: expected object (map), got ${typeOf(section)?.name ?? ''}\n`;
  });
  return [own === undefined ? '' : `${node.metadata.name}:\n${own}`, ...below].join('');
}
