import { type TemplatePlace, textOfBytes } from '../../../lang/index.ts';
import type { YamlScalar } from '../../../yaml/index.ts';
import { type FieldSource, fieldSources } from './field-sources.ts';
import type { TracedOutput } from './traced-output.ts';

/** A path in the data of the root chart's templates: `Values`, and of a subchart's values its name, come first. */
type DataPath = readonly (string | number)[];

/** A scalar of an object that a chart gives, and what it was made of. All texts are text. */
export interface ChartField {
  readonly path: readonly (string | number)[];
  readonly value: YamlScalar;
  /** What printed it: lines of templates, without repeats, in the order of the text. */
  readonly places: readonly TemplatePlace[];
  readonly values: readonly DataPath[];
  /** What decided whether it is there. */
  readonly conditions: readonly DataPath[];
}

/** An object of a chart, field by field. */
export interface ChartObject {
  /** The template, from the root chart's name on. */
  readonly template: string;
  readonly fields: readonly ChartField[];
}

/** The objects that the templates of a render printed, NOTES aside (`RenderChartOptions.traced` gives the outputs). */
export function chartObjects(outputs: readonly TracedOutput[]): ChartObject[] {
  return outputs
    .filter(({ path }) => !path.endsWith('NOTES.txt'))
    .flatMap(({ path, text, spans }) =>
      [...Map.groupBy(fieldSources(text, spans), ({ document }) => document).values()].map((fields) => ({
        template: textOfBytes(path),
        fields: fields.map(chartField),
      })),
    );
}

function chartField({ path, value, spans }: FieldSource): ChartField {
  const places = spans.flatMap(({ place }) => (place === undefined ? [] : [place]));
  return {
    path,
    value,
    places: distinct(places, ({ file, line }) => `${file}:${line}`),
    values: distinct(spans.flatMap((span) => span.values)),
    conditions: distinct(spans.flatMap((span) => span.conditions)),
  };
}

function distinct<T>(items: readonly T[], name: (item: T) => string = (item) => JSON.stringify(item)): readonly T[] {
  return [...new Map(items.toReversed().map((item) => [name(item), item])).values()].reverse();
}
