import type { Position, YamlDocument } from '../../yaml/index.ts';
import type { Step } from '../origin/index.ts';

/** A Problem of a file's content, wherever the file lies. */
export interface FileProblem {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly object?: string;
}

/** Where the node at `path` starts, or its nearest parent that is there. */
export function nearestPosition(document: YamlDocument, path: readonly Step[]): Position {
  for (let length = path.length; length > 0; length -= 1) {
    const position = document.positionOf(path.slice(0, length));
    if (position !== undefined) return position;
  }
  return document.start;
}

/** The path as a person writes it: `metadata.labels["app.kubernetes.io/name"]`, `spec.containers[0]`. */
export function formatPath(path: readonly Step[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** What kind of value it is, with its article. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'boolean':
      return `the boolean ${value}`;
    case 'number':
    case 'bigint':
      return `the number ${value}`;
    default:
      return 'an object';
  }
}
