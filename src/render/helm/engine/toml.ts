import { goFloatText } from '../../../yaml/index.ts';
import { GoFailure, GoInteger, GoMap, GoSlice, type GoValue } from '../../../lang/index.ts';

/** `toToml` of a map, a byte string: plain entries first, then tables, both by name (BurntSushi/toml 1.6). Other values stand alone. Throws GoFailure for what TOML has no form for. */
export function toTomlText(value: GoValue): string {
  if (!(value instanceof GoMap)) return inline(value);
  const lines: string[] = [];
  writeTable(value, [], lines);
  return lines.map((line) => `${line}\n`).join('');
}

function writeTable(table: GoMap, path: readonly string[], lines: string[]): void {
  const entries = [...table.entries]
    .filter(([, value]) => value !== null && !(value instanceof GoMap && value.isNil))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const isTable = (value: GoValue): boolean => value instanceof GoMap || isTables(value);
  for (const [key, value] of entries)
    if (!isTable(value)) lines.push(`${'  '.repeat(path.length)}${keyText(key)} = ${inline(value)}`);
  for (const [key, value] of entries) {
    const below = [...path, keyText(key)];
    const pad = '  '.repeat(path.length);
    if (value instanceof GoMap) {
      if (lines.length > 0 && path.length === 0) lines.push('');
      lines.push(`${pad}[${below.join('.')}]`);
      writeTable(value, below, lines);
    } else if (value instanceof GoSlice && isTables(value)) {
      for (const item of value.items) {
        if (lines.length > 0) lines.push('');
        lines.push(`${pad}[[${below.join('.')}]]`);
        if (item instanceof GoMap) writeTable(item, below, lines);
      }
    }
  }
}

function isTables(value: GoValue): boolean {
  return value instanceof GoSlice && value.items.length > 0 && value.items.every((item) => item instanceof GoMap);
}

function inline(value: GoValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return floatText(goFloatText(value));
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof GoInteger) return String(value.value);
  if (value instanceof GoSlice) return `[${value.items.map(inline).join(', ')}]`;
  if (value instanceof GoMap) {
    return `{${[...value.entries].map(([key, item]) => `${keyText(key)} = ${inline(item)}`).join(', ')}}`;
  }
  throw new GoFailure('toml: cannot encode this type');
}

/** A float is told from a whole number by a point or an exponent. */
function floatText(text: string): string {
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text.replace(/^(-?)\.(?=[in])/, '$1');
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}
