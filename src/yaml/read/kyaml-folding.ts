import { styleOf } from '../write/index.ts';

/**
 * What becomes of a folded scalar's value in kustomize, which writes every resource with go-yaml v3 and reads it again before it prints it.
 * The emitter adds a break behind each line that is not indented, also where the next one is, where folding would not have taken one away;
 * and none at all where the value starts with a blank, so that its lines run together (yaml/go-yaml issue 337; kyaml 0.20.1 and 0.21.1 with
 * go-yaml v3.0.4 `yaml_emitter_write_folded_scalar`). What cannot be written in a block is quoted and stays.
 */
export function kyamlFolding(value: string): string {
  if (!value.includes('\n') || !isBlockAllowed(value)) return value;
  const lead = /^\n*/.exec(value)?.[0] ?? '';
  const end = /\n*$/.exec(value)?.[0] ?? '';
  if (lead.length === value.length) return value;
  const parts = value.slice(lead.length, value.length - end.length).split(/(\n+)/);
  const startsBlank = isIndented(parts[0] ?? '');
  let out = lead;
  for (let at = 0; at < parts.length; at += 2) {
    const line = parts[at] ?? '';
    out += line;
    const breaks = parts[at + 1];
    if (breaks !== undefined)
      out += foldedBreaks(breaks, isIndented(line), isIndented(parts[at + 2] ?? ''), startsBlank);
    else if (end.length > 1 && !startsBlank && !isIndented(line)) out += '\n';
  }
  return out + end;
}

function foldedBreaks(breaks: string, afterIndented: boolean, beforeIndented: boolean, startsBlank: boolean): string {
  if (afterIndented) return breaks;
  if (beforeIndented) return startsBlank ? breaks : `${breaks}\n`;
  if (!startsBlank) return breaks;
  return breaks.length === 1 ? ' ' : breaks.slice(1);
}

function isIndented(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t');
}

/** go-yaml v3 takes tabs in a block, v2 not; else both have the same rule. */
function isBlockAllowed(value: string): boolean {
  return styleOf(value.replaceAll('\t', 'x')) === 'literal';
}
