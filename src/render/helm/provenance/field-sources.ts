import { bytesOfText, type OutputSpan, textOfBytes } from '../../../lang/index.ts';
import { type Position, readYaml, type YamlCursor, type YamlScalar, type YamlValue } from '../../../yaml/index.ts';

/** A scalar of a manifest that a template printed, and what it was made of. */
export interface FieldSource {
  /** Which document of the template's output it is in, from 0. */
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly value: YamlScalar;
  /** In bytes of the output. */
  readonly start: number;
  readonly end: number;
  /** The stretches of the output that it is written with. */
  readonly spans: readonly OutputSpan[];
}

/** The scalars of all documents that a template printed, each with the spans of its text. `output` is a byte string. */
export function fieldSources(output: string, spans: readonly OutputSpan[]): FieldSource[] {
  const text = textOfBytes(output);
  const lines = text.split('\n');
  const starts: number[] = [];
  let next = 0;
  for (const line of lines) {
    starts.push(next);
    next += bytesOfText(line).length + 1;
  }
  const offsetOf = ({ line, column }: Position): number =>
    (starts[line - 1] ?? 0) + bytesOfText((lines[line - 1] ?? '').slice(0, column - 1)).length;
  const found: Found[] = [];
  for (const document of readYaml(text, { profile: 'go2' }).documents) {
    collect(document.cursor(), document.value, [], document.index, offsetOf, found);
  }
  found.sort((a, b) => a.start - b.start);
  return found.map((field, index) => {
    const { document, path, value, start, isBlock } = field;
    const end = isBlock ? (found[index + 1]?.from ?? output.length) : field.end;
    return { document, path, value, start, end, spans: overlapping(spans, start, end) };
  });
}

interface Found {
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly value: YamlScalar;
  /** Where its key stands. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly isBlock: boolean;
}

function collect(
  cursor: YamlCursor,
  value: YamlValue,
  path: readonly (string | number)[],
  document: number,
  offsetOf: (position: Position) => number,
  found: Found[],
): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      const child = cursor.child(step);
      if (child !== undefined) collect(child, inner, [...path, step], document, offsetOf, found);
    }
    return;
  }
  const { position, keyPosition, written, block } = cursor;
  const start = offsetOf(block ?? position);
  const from = offsetOf(keyPosition ?? position);
  found.push({
    document,
    path,
    value,
    from,
    start,
    end: start + bytesOfText(written).length,
    isBlock: block !== undefined,
  });
}

/** Spans are in the order of the output. */
function overlapping(spans: readonly OutputSpan[], start: number, end: number): readonly OutputSpan[] {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const kept: OutputSpan[] = [];
  for (let at = low; at < spans.length; at += 1) {
    const span = spans[at];
    if (span === undefined || span.start >= Math.max(end, start + 1)) break;
    kept.push(span);
  }
  return kept;
}
