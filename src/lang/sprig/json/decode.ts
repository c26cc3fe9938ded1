import { GoFailure, GoMap, GoSlice, type GoValue, type TemplateBudget } from '../../gotemplate/index.ts';
import { JsonScanner } from './scanner.ts';
import { unescapeJson } from './unescape.ts';

/** How deep values may lie in each other, in Go too. */
const maxDepth = 10_000;
/** What a value costs in memory, roughly. */
const bytesOfValue = 32;

/** What a JSON text gives: where `error` is set, the value is what Go has read by then. */
export interface DecodedJson {
  readonly value: GoValue;
  readonly error: GoFailure | undefined;
}

type Container =
  | { readonly kind: 'list'; readonly items: GoValue[] }
  | { readonly kind: 'map'; readonly entries: Map<string, GoValue>; key: string };

/**
 * Reads a JSON text as json.Unmarshal does into an `interface {}` (Go 1.25): all numbers are float64, a key that stands twice has its last value, and
 * the errors are Go's.
 */
export function decodeJson(text: string, budget: TemplateBudget): DecodedJson {
  budget.allocate(text.length);
  try {
    return readDocument(new JsonScanner(text), budget);
  } catch (error) {
    if (error instanceof GoFailure) return { value: null, error };
    throw error;
  }
}

function readDocument(scanner: JsonScanner, budget: TemplateBudget): DecodedJson {
  const containers: Container[] = [];
  let error: GoFailure | undefined;
  const keep = (fault: GoFailure): void => void (error ??= fault);
  for (;;) {
    budget.step();
    budget.allocate(bytesOfValue);
    let value = readValue(scanner, containers, keep);
    for (;;) {
      if (value === undefined) break;
      const container = containers.at(-1);
      if (container === undefined) {
        if (scanner.peek() !== undefined) throw scanner.fault('after top-level value');
        return { value, error };
      }
      value = addTo(container, value, scanner);
      if (value !== undefined) containers.pop();
    }
  }
}

/** Reads a value that is whole, an empty list or map among them; undefined where one was opened whose members follow. */
function readValue(
  scanner: JsonScanner,
  containers: Container[],
  keep: (fault: GoFailure) => void,
): GoValue | undefined {
  const start = scanner.peek();
  switch (start) {
    case '[':
      scanner.at += 1;
      checkDepth(containers);
      if (scanner.peek() === ']') return closed(scanner, new GoSlice([]));
      containers.push({ kind: 'list', items: [] });
      return undefined;
    case '{':
      scanner.at += 1;
      checkDepth(containers);
      if (scanner.peek() === '}') return closed(scanner, new GoMap());
      containers.push({ kind: 'map', entries: new Map(), key: readKey(scanner) });
      return undefined;
    case '"':
      scanner.at += 1;
      return unescapeJson(scanner.string());
    case 't':
    case 'f':
    case 'n':
      return readLiteral(scanner, start);
    default:
      if (start === undefined || !/[-0-9]/.test(start)) throw scanner.fault('looking for beginning of value');
      return readNumber(scanner, keep);
  }
}

function closed<T>(scanner: JsonScanner, value: T): T {
  scanner.at += 1;
  return value;
}

function checkDepth(containers: readonly Container[]): void {
  if (containers.length >= maxDepth) throw new GoFailure('exceeded max depth');
}

function readKey(scanner: JsonScanner): string {
  if (scanner.peek() !== '"') throw scanner.fault('looking for beginning of object key string');
  scanner.at += 1;
  const key = unescapeJson(scanner.string());
  if (scanner.peek() !== ':') throw scanner.fault('after object key');
  scanner.at += 1;
  return key;
}

function readLiteral(scanner: JsonScanner, start: 't' | 'f' | 'n'): boolean | null {
  scanner.literal(start === 't' ? 'true' : start === 'f' ? 'false' : 'null');
  return start === 'n' ? null : start === 't';
}

function readNumber(scanner: JsonScanner, keep: (fault: GoFailure) => void): GoValue {
  const text = scanner.number();
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  keep(new GoFailure(`json: cannot unmarshal number ${text} into Go value of type float64`));
  return null;
}

/** Adds a member; the whole list or map where that was the last, undefined where another follows. */
function addTo(container: Container, value: GoValue, scanner: JsonScanner): GoValue | undefined {
  const after = scanner.peek();
  if (container.kind === 'list') {
    container.items.push(value);
    if (after === ']') return closed(scanner, new GoSlice(container.items));
    if (after !== ',') throw scanner.fault('after array element');
    scanner.at += 1;
    return undefined;
  }
  container.entries.set(container.key, value);
  if (after === '}') return closed(scanner, new GoMap(container.entries));
  if (after !== ',') throw scanner.fault('after object key:value pair');
  scanner.at += 1;
  container.key = readKey(scanner);
  return undefined;
}
