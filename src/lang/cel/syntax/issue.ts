import type { Issue } from './ast.ts';

/** Raised for a text that is no expression. */
export class SyntaxIssue extends Error {
  readonly issue: Issue;

  constructor(at: number, message: string) {
    super(message);
    this.issue = { at, message };
  }
}
