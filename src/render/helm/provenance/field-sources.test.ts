import { describe, expect, it } from 'vitest';
import { bytesOfText, type OutputSpan } from '../../../lang/index.ts';
import { fieldSources } from './field-sources.ts';
import { keptSpans } from './kept-spans.ts';

function span(start: number, end: number, ...values: string[]): OutputSpan {
  return { start, end, place: undefined, isText: false, values: values.map((path) => path.split('.')), conditions: [] };
}

describe('the fields of a manifest', () => {
  it('have the spans of their text, counted in bytes', () => {
    const text = bytesOfText('é: "x"\nlist:\n- 1\n- two: ü\n---\nb: 5\n');
    const at = (part: string): number => text.indexOf(bytesOfText(part));
    const spans = [
      span(at('"x"'), at('"x"') + 3, 'a'),
      span(at('1'), at('1') + 1, 'l.0'),
      span(at('ü'), at('ü') + 2, 'u'),
      span(at('5'), at('5') + 1, 'b'),
    ];
    const found = fieldSources(text, spans).map((field) => [
      field.document,
      field.path.join('.'),
      field.value,
      field.spans.flatMap(({ values }) => values.map((path) => path.join('.'))),
    ]);
    expect(found).toStrictEqual([
      [0, 'é', 'x', ['a']],
      [0, 'list.0', 1, ['l.0']],
      [0, 'list.1.two', 'ü', ['u']],
      [1, 'b', 5, ['b']],
    ]);
  });

  it('have all the lines of a block', () => {
    const text = 'a: |\n  one\n  two\nb: 1\n';
    const spans = [span(7, 11, 'first'), span(13, 16, 'second'), span(20, 21, 'b')];
    const [block] = fieldSources(text, spans);
    expect(block?.spans.map(({ values }) => values[0]?.[0])).toStrictEqual(['first', 'second']);
  });

  it('stay where they are when helm takes out what has no value', () => {
    const printed = 'a: <no value>b\nc: d';
    const moved = keptSpans(printed, [span(3, 13, 'none'), span(13, 14, 'b'), span(18, 19, 'd')]);
    expect(moved.map(({ start, end }) => 'a: b\nc: d'.slice(start, end))).toStrictEqual(['b', 'd']);
  });
});
