/**
 * Something wrong with what a user wrote: an expected outcome and so a value, never thrown. Readers collect problems instead of
 * stopping at the first.
 */
export interface Problem {
  /** A stable word for the class of problem, such as `yaml-syntax` or `unknown-kind`. */
  readonly code: string;
  /** What is wrong and what to do about it, in one sentence. */
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** The object concerned, as `Kind/namespace/name`. */
  readonly object?: string;
}

/** A place in what a user wrote: a file, and where they are known the line and the column in it, both from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `file:line:column: message (object)`, each part where it is known and the message does not name it. */
export function formatProblem(problem: Problem): string {
  const place = formatPlace(problem);
  const named = problem.object === undefined || problem.message.includes(problem.object);
  const object = named ? '' : ` (${problem.object})`;
  return `${place === '' ? '' : `${place}: `}${problem.message}${object}`;
}

/** `message (file:line:column)`: for texts whose first words people search for, so that the place comes behind them. */
export function withPlace(message: string, at: Partial<Place> | undefined): string {
  const place = formatPlace(at ?? {});
  return place === '' ? message : `${message} (${place})`;
}

function formatPlace({ file, line, column }: Partial<Place>): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
