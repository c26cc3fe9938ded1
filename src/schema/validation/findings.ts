import type { FieldError } from './field-error.ts';

/** A field error with the sentence that upstream's validator keeps it under; the sentence names the field. */
export interface Finding {
  readonly error: FieldError;
  readonly sentence: string;
}

/**
 * What a check of one value found. `matches` counts the checks that were made: of several alternatives that all fail, the one with
 * most matches is reported, as kube-openapi's validate.Result does (pkg/validation/validate/result.go).
 */
export class Findings {
  readonly list: Finding[] = [];
  matches = 0;
  readonly #sentences = new Set<string>();

  get isValid(): boolean {
    return this.list.length === 0;
  }

  /** Keeps a finding unless the same sentence is there already. */
  add(finding: Finding | undefined): void {
    if (finding === undefined || this.#sentences.has(finding.sentence)) return;
    this.#sentences.add(finding.sentence);
    this.list.push(finding);
  }

  merge(other: Findings | undefined): void {
    if (other === undefined) return;
    for (const finding of other.list) this.add(finding);
    this.matches += other.matches;
  }
}

/** Findings that hold one thing, and no match. */
export function found(finding: Finding | undefined): Findings {
  const findings = new Findings();
  findings.add(finding);
  return findings;
}
