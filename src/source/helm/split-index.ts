/** Where the parts of an index lie in its bytes. */
export interface IndexParts {
  /** All that stands outside of `entries`. */
  readonly head: string;
  /** Of each chart its key and its versions, from where to where. */
  readonly charts: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
}

const newline = 0x0a;
const blank = 0x20;
const dash = 0x2d;
const hash = 0x23;

/** A key without a value on its line: plain, or quoted without escapes. */
const keyForm = /^(?:"([^"\\]+)"|'([^']+)'|([A-Za-z0-9_][^\s:#]*))\s*:\s*(?:#.*)?$/;

/**
 * Finds the parts of an `index.yaml` in the block form that helm and all servers write, without reading it: an index of 20 MB names hundreds
 * of charts, and one is wanted. Undefined for every other form, which then is read whole.
 */
export function splitIndex(bytes: Buffer): IndexParts | undefined {
  const head: string[] = [];
  const charts = new Map<string, { readonly start: number; readonly end: number }>();
  let open: { readonly name: string; readonly start: number } | undefined;
  let indent: number | undefined;
  let inside = false;
  const close = (end: number): void => {
    if (open !== undefined) charts.set(open.name, { start: open.start, end });
    open = undefined;
  };
  for (let start = 0; start < bytes.byteLength;) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.byteLength : found + 1;
    let column = start;
    while (bytes[column] === blank) column += 1;
    const first = bytes[column];
    const depth = column - start;
    const isBlank = first === newline || first === 0x0d || column >= end;
    if (first === 0x09) return undefined;
    if (isBlank || (first === hash && open === undefined)) {
      start = end;
      continue;
    }
    if (depth === 0) {
      const line = bytes.toString('utf8', start, end);
      // A list may stand as far left as the key that it belongs to, but `entries` is a map.
      if (first === dash && !(line.trim() === '---' && head.length === 0 && !inside)) return undefined;
      close(start);
      if (/^\.\.\.|^[%&*{["'?]/.test(line)) return undefined;
      inside = /^entries\s*:/.test(line);
      if (inside && !/^entries\s*:\s*(?:#.*)?$/.test(line.trim())) return undefined;
      if (!inside && line.trim() !== '---') head.push(line);
    } else if (!inside) head.push(bytes.toString('utf8', start, end));
    else {
      indent ??= depth;
      if (depth < indent) return undefined;
      if (depth === indent && first !== dash && first !== hash) {
        const [, double, single, plain] = keyForm.exec(bytes.toString('utf8', column, end).trimEnd()) ?? [];
        const name = double ?? single ?? plain;
        if (name === undefined) return undefined;
        close(start);
        open = { name, start };
      } else if (open === undefined) return undefined;
    }
    start = end;
  }
  close(bytes.byteLength);
  return { head: head.join(''), charts };
}
