import { describe, expect, it } from 'vitest';
import { createTemplateBudget, type GoFunction, type GoFunctions, GoMap, GoSlice, goTypes } from '../index.ts';
import { type GoValue, parseTemplate, TemplateSet, TemplateTrace } from '../index.ts';

const { any, string } = goTypes;

/** As sprig's and Helm's: what traces have rules for. */
const functions: GoFunctions = new Map<string, GoFunction>(
  Object.entries({
    include: {
      params: [string, any],
      call: ([name = '', data = null], { templates, run }) => templates.execute(name as string, data, run),
    },
    tpl: {
      params: [string, any],
      call: ([text = '', data = null], { templates, run }) =>
        templates.clone().executeText(parseTemplate('tpl', text as string, { functions }), data, run),
    },
    dict: { params: [], variadic: any, call: (pairs) => new GoMap(new Map([[pairs[0] as string, pairs[1] ?? null]])) },
    default: { params: [any, any], call: ([fallback = null, value = null]) => value || fallback },
    quote: { params: [string], call: ([text]) => `"${text as string}"` },
    upper: { params: [string], call: ([text]) => (text as string).toUpperCase() },
    nindent: {
      params: [string],
      call: ([text]) => `\n  ${(text as string).replaceAll('\n', '\n  ')}`,
    },
    toYaml: { params: [any], call: () => 'a: 1\nlist:\n- x\n- y\nmap:\n  deep: |-\n    one\n    two\n  z: 2' },
    deepCopy: { params: [any], call: ([map]) => new GoMap(new Map((map as GoMap).entries)) },
  } satisfies Record<string, GoFunction>),
);

function map(entries: Record<string, GoValue>): GoMap {
  return new GoMap(new Map(Object.entries(entries)));
}

const tree = map({ a: 1, list: new GoSlice(['x', 'y']), map: map({ deep: 'one\ntwo', z: 2 }) });

function data(): GoMap {
  const image = map({ name: 'nginx', tag: 'v1' });
  return map({ on: true, image, names: new GoSlice(['p', 'q']), empty: '', tree, text: '<{{ .image.tag }}>' });
}

/** Every stretch of the output that is not only blank: its text, the line and column it comes from, its values and its conditions. */
function traced(template: string, named?: (data: GoMap, trace: TemplateTrace) => void): string[] {
  const trace = new TemplateTrace();
  const all = data();
  named?.(all, trace);
  const budget = createTemplateBudget({ maxSteps: 1e6, maxBytes: 1e6 });
  const run = { functions, budget, missingKey: 'zero' as const, trace };
  const output = new TemplateSet().executeText(parseTemplate('t', template, { functions }), all, run);
  const shown = trace.spans().map(({ start, end, place, values, conditions }) => {
    const made = values.map((path) => path.join('.')).join(' ');
    const decided = conditions.length === 0 ? '' : ` if ${conditions.map((path) => path.join('.')).join(' ')}`;
    return [output.slice(start, end), `${place?.line}:${place?.column} ${made}${decided}`.trimEnd()] as const;
  });
  return shown.filter(([text]) => text.trim() !== '').map(([text, where]) => `${text.trim()} < ${where}`);
}

describe('a trace', () => {
  it('leads from the output to texts, actions and values', () => {
    expect(traced('a: {{ .image.name }}\nb: 1\nc: {{ .image.tag | quote }}{{ 5 }}')).toStrictEqual([
      'a: < 1:0',
      'nginx < 1:6 image.name',
      'b: 1 < 2:0',
      'c: < 3:0',
      '"v1" < 3:6 image.tag',
      '5 < 3:30',
    ]);
  });

  it('leads through includes and indentation', () => {
    const template = '{{ define "x" }}a: {{ .tag }}\nb: {{ .name }}{{ end }}m:{{ include "x" .image | nindent }}';
    expect(traced(template)).toStrictEqual([
      'm: < 2:23',
      'a: < 1:16',
      'v1 < 1:22 image.tag',
      'b: < 2:0',
      'nginx < 2:6 image.name',
    ]);
  });

  it('names what decided that something is printed', () => {
    const template = '{{ if .on }}{{ with .image }}{{ .tag }}{{ end }}{{ end }}{{ range .names }}{{ . }}{{ end }}';
    expect(traced(template)).toStrictEqual([
      'v1 < 1:32 image.tag if image on',
      'p < 1:78 names.0 if names',
      'q < 1:78 names.1 if names',
    ]);
  });

  it('names the value that was chosen', () => {
    expect(
      traced('{{ default .on .image.tag }} {{ default .image.name .empty }} {{ or .empty .image.tag }}'),
    ).toStrictEqual(['v1 < 1:3 image.tag', 'nginx < 1:32 image.name', 'v1 < 1:65 image.tag']);
  });

  it('names all values that a text was made of', () => {
    expect(traced('{{ printf "%s:%s" .image.name .image.tag | upper }}')).toStrictEqual([
      'NGINX:V1 < 1:3 image.name image.tag',
    ]);
  });

  it('follows variables, and maps that templates make', () => {
    const template = '{{ $x := .image.tag }}{{ with dict "k" $x }}{{ .k }}{{ end }} {{ (deepCopy .image).name }}';
    expect(traced(template)).toStrictEqual(['v1 < 1:47 image.tag if image.tag', 'nginx < 1:65 image.name']);
  });

  it('tells the lines of YAML apart', () => {
    expect(traced('{{ toYaml .tree }}')).toStrictEqual([
      'a: 1 < 1:3 tree.a',
      'list: < 1:3 tree.list',
      '- x < 1:3 tree.list.0',
      '- y < 1:3 tree.list.1',
      'map: < 1:3 tree.map',
      'deep: |- < 1:3 tree.map.deep',
      'one < 1:3 tree.map.deep',
      'two < 1:3 tree.map.deep',
      'z: 2 < 1:3 tree.map.z',
    ]);
  });

  it('names a text that is a template beside the values it prints', () => {
    expect(traced('{{ tpl .text . }}')).toStrictEqual(['< < 1:3 text', 'v1 < 1:3 image.tag text', '> < 1:3 text']);
  });

  it('takes names for objects of the data', () => {
    const named = (all: GoMap, trace: TemplateTrace): void => {
      trace.name(all.entries.get('image') ?? null, ['sub', 'image']);
    };
    expect(traced('{{ .image.tag }}', named)).toStrictEqual(['v1 < 1:3 sub.image.tag']);
  });
});
