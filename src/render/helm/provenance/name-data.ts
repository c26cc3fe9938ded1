import { GoMap, type TemplateTrace } from '../../../lang/index.ts';

/**
 * Says where the data of a template lies, by its path (`root/charts/redis/templates/x.yaml`): the values of a subchart are a section of the root chart's.
 */
export function nameData(trace: TemplateTrace, template: string, data: GoMap): void {
  const [, ...subcharts] = template.slice(0, template.lastIndexOf('/templates/')).split('/charts/');
  const values = data.entries.get('Values');
  if (values instanceof GoMap) trace.name(values, ['Values', ...subcharts]);
  trace.name(
    data,
    subcharts.flatMap((name) => ['Subcharts', name]),
  );
}
