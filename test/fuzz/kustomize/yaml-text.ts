import type { Random } from './random.ts';

/** What a generated file holds. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value | undefined };

const plain = /^[A-Za-z][A-Za-z0-9._/-]*$/;
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** YAML of a value, in whichever of its styles chance has it: plain, quoted, flow or block. */
export function yamlText(value: Value, random: Random): string {
  return block(value, 0, random).replace(/^\n/, '');
}

function block(value: Value, depth: number, random: Random): string {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) {
    if (value.length === 0 || (depth > 0 && random.chance(0.1))) return ` ${flow(value, random)}\n`;
    return `\n${(value as readonly Value[]).map((item) => `${indent}-${nested(item, depth + 1, random)}`).join('')}`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = entriesOf(value);
    if (entries.length === 0 || (depth > 0 && random.chance(0.1))) return ` ${flow(value, random)}\n`;
    return `\n${entries.map(([key, member]) => `${indent}${keyText(key)}:${block(member, depth + 1, random)}`).join('')}`;
  }
  if (typeof value === 'string' && value.includes('\n')) {
    const lines = value.replace(/\n$/, '').split('\n');
    return ` |${value.endsWith('\n') ? '' : '-'}\n${lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('')}`;
  }
  return ` ${scalar(value, random)}\n`;
}

/** A list's item, whose first line stands behind the dash. */
function nested(item: Value, depth: number, random: Random): string {
  const text = block(item, depth, random);
  return text.startsWith('\n') ? ` ${text.slice(1).trimStart()}` : text;
}

function flow(value: Value, random: Random): string {
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map((item) => flow(item, random)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${entriesOf(value)
      .map(([key, member]) => `${keyText(key)}: ${flow(member, random)}`)
      .join(', ')}}`;
  }
  return scalar(value, random);
}

function entriesOf(value: object): [string, Value][] {
  return Object.entries(value).filter((entry): entry is [string, Value] => entry[1] !== undefined);
}

function keyText(key: string): string {
  return plain.test(key) && !reserved.test(key) ? key : JSON.stringify(key);
}

function scalar(value: Value, random: Random): string {
  if (typeof value !== 'string') return value === null && random.chance(0.3) ? '~' : JSON.stringify(value);
  if (plain.test(value) && !reserved.test(value) && random.chance(0.7)) return value;
  return random.chance(0.5) && !/['\n\\]/.test(value) ? `'${value}'` : JSON.stringify(value);
}
