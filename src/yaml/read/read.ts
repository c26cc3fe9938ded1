import type { Problem } from '../../base/index.ts';
import { checkTokens, decodeText, LineIndex, type Stretch, stretches } from '../text/index.ts';
import type { ReadYamlDocument, YamlLimits, YamlReading, YamlReadOptions } from '../value.ts';
import { Builder, type Built } from './construct.ts';
import { documentOf, type Places } from './document.ts';
import { type Budget, DocumentRefused, type Fault, spend, tooDeep } from '../fault.ts';
import { JsonText, NotJson } from './json-text.ts';
import { NodeTable } from './node-table.ts';
import { parseStretch } from './parse.ts';
import { ScalarSource } from './scalar-source.ts';

/** The limits that hold where none are given. */
export const defaultYamlLimits: YamlLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxDepth: 250,
  maxNodes: 1_000_000,
  maxProblems: 100,
};

/**
 * Reads a YAML stream (or JSON, of which one text may hold several values) as the Go libraries behind kubectl, Helm and kustomize do,
 * and never throws for what a text holds: what cannot be read is a problem with its line and column, and reading goes on behind the
 * next `---`. Every value is a fresh one; nothing is shared, also not between aliases.
 *
 * Syntax is YAML 1.2 (js-yaml) widened by what libyaml accepts in practice (`repair.ts`). Types are go-yaml's: `resolve.ts`.
 */
export function readYaml(text: string | Uint8Array, options: YamlReadOptions): YamlReading {
  return new Reading(options).read(text);
}

class Reading {
  readonly #options: YamlReadOptions;
  readonly #limits: YamlLimits;
  readonly #duplicateKeys: NonNullable<YamlReadOptions['duplicateKeys']>;
  readonly #documents: ReadYamlDocument[] = [];
  readonly #problems: Problem[] = [];
  readonly #warnings: Problem[] = [];
  readonly #budget: Budget;
  readonly #table: NodeTable;
  #lines = new LineIndex('');
  #text = '';
  #index = 0;
  #empty = 0;

  constructor(options: YamlReadOptions) {
    this.#options = options;
    this.#limits = { ...defaultYamlLimits, ...options.limits };
    this.#duplicateKeys = options.duplicateKeys ?? (options.profile === 'go2' ? 'last' : 'error');
    this.#budget = { maxDepth: this.#limits.maxDepth, maxNodes: this.#limits.maxNodes, nodes: 0 };
    this.#table = new NodeTable(options.profile);
  }

  read(input: string | Uint8Array): YamlReading {
    const { maxBytes } = this.#limits;
    if (byteLength(input, maxBytes) > maxBytes) {
      this.#problem('yaml-too-large', `the text has more than ${maxBytes} bytes; split it`);
      return this.#reading();
    }
    const decoded = decodeText(input);
    if ('message' in decoded) {
      this.#problem('yaml-encoding', decoded.message, { line: decoded.line, column: 1 });
      return this.#reading();
    }
    this.#text = decoded.text;
    this.#lines = new LineIndex(this.#text);
    this.#stream();
    return this.#reading();
  }

  #reading(): YamlReading {
    return {
      documents: this.#documents,
      emptyDocuments: this.#empty,
      problems: this.#problems,
      warnings: this.#warnings,
    };
  }

  #stream(): void {
    for (const stretch of stretches(this.#text)) {
      if (this.#index > 0 && this.#options.documents === 'first') return;
      if (this.#problems.length >= this.#limits.maxProblems) {
        const message = `after ${this.#problems.length} problems the rest was not read; correct these first`;
        this.#problem('yaml-too-many-problems', message, this.#lines.at(stretch.start));
        return;
      }
      try {
        this.#stretch(stretch);
      } catch (thrown) {
        const fault = this.#faultOf(thrown, stretch);
        this.#index += 1;
        this.#report(fault);
        if (fault.code === 'yaml-too-many-nodes') return;
      }
    }
  }

  /** What refused a document. A `maxDepth` beyond what the call stack holds ends in a RangeError; what else is thrown is a bug. */
  #faultOf(thrown: unknown, stretch: Stretch): Fault {
    if (thrown instanceof DocumentRefused) return thrown.fault;
    if (thrown instanceof RangeError) return tooDeep(this.#limits.maxDepth, stretch.start);
    throw thrown;
  }

  #stretch(stretch: Stretch): void {
    const { start, end, content, marked } = stretch;
    if (content === -1) {
      if (!marked) return;
      spend(this.#budget, 1, start);
      this.#index += 1;
      this.#empty += 1;
      return;
    }
    const first = this.#text.charCodeAt(content);
    if ((first === 123 || first === 91) && this.#json(content, end)) return;
    this.#yaml(start, end);
  }

  /** Whether the stretch was JSON and has been read. */
  #json(content: number, end: number): boolean {
    const { table, budget } = { table: this.#table, budget: this.#budget };
    const nodesBefore = budget.nodes;
    const sizeBefore = table.size;
    const values: Built[] = [];
    try {
      const json = new JsonText(this.#text, content, end, table, budget);
      for (let next = json.next(); next !== undefined; next = json.next()) {
        values.push({ ...next, faults: [], warnings: [] });
      }
    } catch (thrown) {
      if (!(thrown instanceof NotJson)) throw thrown;
      budget.nodes = nodesBefore;
      table.truncate(sizeBefore);
      return false;
    }
    for (const value of values) this.#built(value);
    return true;
  }

  #yaml(start: number, end: number): void {
    checkTokens(this.#text, start, end, this.#budget);
    const { text, events, repaired } = parseStretch(this.#text, start, end, this.#limits.maxDepth);
    const { profile, foldedScalars = 'kept' } = this.#options;
    const builder = new Builder(events, {
      source: new ScalarSource(text, start, { profile, repaired, foldedScalars }),
      table: this.#table,
      budget: this.#budget,
      duplicateKeys: this.#duplicateKeys,
    });
    for (let built = builder.next(); built !== undefined; built = builder.next()) this.#built(built);
  }

  #built(built: Built): void {
    if (this.#index > 0 && this.#options.documents === 'first') return;
    const index = this.#index;
    this.#index += 1;
    for (const warning of built.warnings) this.#warn(warning);
    if (built.faults.length > 0) {
      for (const fault of built.faults) this.#report(fault);
    } else if (built.value === null) {
      this.#empty += 1;
    } else {
      const places: Places = { text: this.#text, lines: this.#lines, table: this.#table };
      this.#documents.push(documentOf(built.value, index, built.root, places));
    }
  }

  #report(fault: Fault): void {
    if (this.#problems.length < this.#limits.maxProblems) this.#problems.push(this.#asProblem(fault));
  }

  #warn(fault: Fault): void {
    if (this.#warnings.length < this.#limits.maxProblems) this.#warnings.push(this.#asProblem(fault));
  }

  #asProblem({ code, message, offset }: Fault): Problem {
    return { code, message, ...this.#file(), ...this.#lines.at(Math.max(offset, 0)) };
  }

  #problem(code: Fault['code'], message: string, place?: { line: number; column: number }): void {
    this.#problems.push({ code, message, ...this.#file(), ...place });
  }

  #file(): { file?: string } {
    return this.#options.file === undefined ? {} : { file: this.#options.file };
  }
}

/** The bytes of a text in UTF-8, counted only where its length leaves it open whether they are more than `most`. */
function byteLength(input: string | Uint8Array, most: number): number {
  const unsure = typeof input === 'string' && input.length <= most && input.length * 3 > most;
  return unsure ? Buffer.byteLength(input) : input.length;
}
