import { createLru, type Lru } from '../../../base/index.ts';
import {
  GoFailure,
  type GoFunction,
  type GoFunctions,
  GoMap,
  goTypes,
  type GoValue,
  type ParsedTemplate,
  parseTemplate,
  quoteString,
  type TemplateBudget,
  type TemplateCaller,
  TemplateError,
  type TemplateRun,
  TemplateSet,
  TemplateTrace,
} from '../../../lang/index.ts';
import type { ChartFile } from '../chart/index.ts';
import { keptSpans, nameData, type TracedOutput } from '../provenance/index.ts';
import { executionFailure, parseFailure } from './execution-error.ts';
import { baseName, type Renderable, templateOrder } from './template-data.ts';

/** Templates parsed before. Files are known by themselves: who loads a chart once parses its templates once. */
export class ParsedTemplates {
  readonly #files = new WeakMap<ChartFile, Map<string, ParsedTemplate>>();
  readonly #texts: Lru<{ readonly parsed: ParsedTemplate; readonly size: number }>;

  constructor({ maxBytes }: { readonly maxBytes: number }) {
    this.#texts = createLru({ maxSize: maxBytes, sizeOf: ({ size }) => size });
  }

  /** A file under its path. Throws TemplateError. */
  file(path: string, file: ChartFile, functions: ReadonlySet<string>): ParsedTemplate {
    const known = this.#files.get(file) ?? new Map<string, ParsedTemplate>();
    this.#files.set(file, known);
    const parsed = known.get(path) ?? parseTemplate(path, file.data, { functions });
    known.set(path, parsed);
    return parsed;
  }

  /** A text of `tpl`. Throws TemplateError. */
  text(text: string, functions: ReadonlySet<string>): ParsedTemplate {
    const known = this.#texts.get(text);
    if (known !== undefined) return known.parsed;
    const parsed = parseTemplate(rootName, text, { functions });
    this.#texts.set(text, { parsed, size: 4 * text.length + 500 });
    return parsed;
  }
}

/** What a render's templates are executed with. */
export interface TemplateRunOptions {
  /** All but `include` and `tpl`. */
  readonly functions: GoFunctions;
  readonly budget: TemplateBudget;
  readonly parsed: ParsedTemplates;
  /** Told of every template before it is executed. */
  readonly enter?: ((template: string) => void) | undefined;
  /** Told what every template printed, and where each stretch of that comes from. Makes a render take about twice as long. */
  readonly traced?: ((output: TracedOutput) => void) | undefined;
}

const rootName = 'gotpl';
/** How often a template may include itself by way of others. helm 4.2 allows 1,000 (recursionMaxNums), for which our stack is too short: it ends before 600. */
const maxRecursion = 400;
/** How many `tpl` may run in one another. */
const maxTplDepth = 100;

/**
 * What each template gives, by its path; those that start with `_` give nothing (helm 4.2, pkg/engine/engine.go render). Throws HelmError
 * `template`, and what the budget throws.
 */
export function renderTemplates(
  templates: ReadonlyMap<string, Renderable>,
  options: TemplateRunOptions,
): Map<string, string> {
  return new Engine(options).render(templates);
}

class Engine {
  readonly #parsed: ParsedTemplates;
  readonly #names: ReadonlySet<string>;
  readonly #run: TemplateRun;
  readonly #enter: ((template: string) => void) | undefined;
  readonly #trace: TemplateTrace | undefined;
  readonly #traced: ((output: TracedOutput) => void) | undefined;
  readonly #included = new Map<string, number>();
  #tplDepth = 0;

  constructor({ functions, budget, parsed, enter, traced }: TemplateRunOptions) {
    this.#parsed = parsed;
    this.#enter = enter;
    this.#traced = traced;
    this.#trace = traced && new TemplateTrace();
    const all = new Map([...functions, ['include', this.#includeFunction()], ['tpl', this.#tplFunction()]]);
    this.#names = new Set(all.keys());
    this.#run = { functions: all, budget, missingKey: 'zero', trace: this.#trace };
  }

  render(templates: ReadonlyMap<string, Renderable>): Map<string, string> {
    const order = templateOrder(templates.keys());
    const set = new TemplateSet();
    for (const [path, { file }] of ordered(templates, order)) {
      try {
        set.add(this.#parsed.file(path, file, this.#names));
      } catch (error) {
        throw error instanceof TemplateError ? parseFailure(path, error) : error;
      }
    }
    const rendered = new Map<string, string>();
    for (const [path, { data, basePath }] of ordered(templates, order)) {
      if (baseName(path).startsWith('_')) continue;
      this.#enter?.(path);
      data.entries.set('Template', templateValue(path, basePath));
      try {
        if (this.#trace !== undefined) nameData(this.#trace, path, data);
        const printed = set.execute(path, data, this.#run);
        const text = withoutNoValue(printed);
        this.#traced?.({ path, text, spans: keptSpans(printed, this.#trace?.spans() ?? []) });
        rendered.set(path, text);
      } catch (error) {
        throw error instanceof TemplateError ? executionFailure(path, error) : error;
      }
    }
    return rendered;
  }

  #includeFunction(): GoFunction {
    return {
      params: [goTypes.string, goTypes.any],
      call: ([name, data], caller) => this.#include(name as string, data ?? null, caller),
    };
  }

  #tplFunction(): GoFunction {
    return {
      params: [goTypes.string, goTypes.any],
      call: ([text, data], caller) => this.#tpl(text as string, data ?? null, caller),
    };
  }

  #include(name: string, data: GoValue, { templates, run }: TemplateCaller): string {
    const depth = this.#included.get(name) ?? 0;
    if (depth > maxRecursion) {
      throw new GoFailure(`rendering template has a nested reference name: ${name}: unable to execute template`);
    }
    this.#included.set(name, depth + 1);
    try {
      return templates.execute(name, data, run);
    } catch (error) {
      throw error instanceof TemplateError ? new GoFailure(error.message, { cause: error }) : error;
    } finally {
      this.#included.set(name, depth);
    }
  }

  #tpl(text: string, data: GoValue, { templates, run }: TemplateCaller): string {
    if (this.#tplDepth >= maxTplDepth) {
      throw new GoFailure(`more than ${maxTplDepth} tpl run in one another: unable to execute template`);
    }
    const parsed = this.#parseText(text);
    this.#tplDepth += 1;
    try {
      return withoutNoValue(templates.clone().executeText(parsed, data, run));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const message = `error during tpl function execution for ${quoteString(text)}: ${error.message}`;
      throw new GoFailure(message, { cause: error });
    } finally {
      this.#tplDepth -= 1;
    }
  }

  #parseText(text: string): ParsedTemplate {
    try {
      return this.#parsed.text(text, this.#names);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new GoFailure(`cannot parse template ${quoteString(text)}: ${error.message}`, { cause: error });
    }
  }
}

/** Templates in the order of `paths`. */
function* ordered(
  templates: ReadonlyMap<string, Renderable>,
  paths: readonly string[],
): Generator<[string, Renderable]> {
  for (const path of paths) {
    const template = templates.get(path);
    if (template !== undefined) yield [path, template];
  }
}

function templateValue(name: string, basePath: string): GoMap {
  return new GoMap(
    new Map([
      ['Name', name],
      ['BasePath', basePath],
    ]),
  );
}

/** Go prints `<no value>` for missing keys of maps whatever it is told; helm takes it out, wherever it comes from. */
function withoutNoValue(text: string): string {
  return text.includes('<no value>') ? text.replaceAll('<no value>', '') : text;
}
