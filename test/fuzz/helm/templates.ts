import type { Random } from '../kustomize/random.ts';
import { operand, pipeline, type Reach, type Wanted } from './expressions.ts';

const kinds = ['text', 'text', 'number', 'truth', 'list', 'map', 'any'] as const;

/** A template body: text, actions, branches, loops and variables. */
export function body(random: Random): string {
  return statements({ random, variables: [], isRoot: true }, 2, { next: 1 });
}

function statements(reach: Reach, depth: number, names: { next: number }): string {
  const { random } = reach;
  let inner = reach;
  let out = '';
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const made = statement(inner, depth, names);
    out += made.text;
    inner = made.reach;
  }
  return out;
}

function statement(reach: Reach, depth: number, names: { next: number }): { text: string; reach: Reach } {
  const { random } = reach;
  const same = (text: string): { text: string; reach: Reach } => ({ text, reach });
  if (depth > 0 && random.chance(0.35)) return same(block(reach, depth - 1, names));
  return random.either(
    () => same(action(random, printed(reach))),
    () => same(action(random, printed(reach))),
    () => same(action(random, printed(reach))),
    () => same(random.pick(['text', ' spaced ', '\n', '\n  - item: ', '\n\n', ' }} ', 'a: b\n', '# note\n'])),
    () => declare(reach, names),
    () => same(assign(reach)),
    () => same(action(random, random.pick(['/* note */', 'template "helper" "x"', 'include "helper" .']))),
  );
}

function printed(reach: Reach): string {
  const wanted = reach.random.pick(kinds);
  const made = pipeline(reach, wanted, 2);
  return wanted === 'map' || wanted === 'list'
    ? `${made} | ${reach.random.pick(['toYaml', 'toJson', 'print', 'len'])}`
    : made;
}

/** With or without blanks and trim markers. */
function action(random: Random, inner: string): string {
  if (inner.startsWith('/*')) return random.pick([`{{${inner}}}`, `{{- ${inner} -}}`]);
  return random.pick([`{{ ${inner} }}`, `{{${inner}}}`, `{{- ${inner} }}`, `{{ ${inner} -}}`, `{{- ${inner} -}}`]);
}

function declare(reach: Reach, names: { next: number }): { text: string; reach: Reach } {
  const { random } = reach;
  const holds = random.pick(kinds);
  const name = `$v${names.next}`;
  names.next += 1;
  const text = action(random, `${name} := ${pipeline(reach, holds, 1)}`);
  return { text, reach: { ...reach, variables: [...reach.variables, { name, holds }] } };
}

function assign(reach: Reach): string {
  const [first, ...rest] = reach.variables;
  if (first === undefined) return '';
  const { name, holds } = reach.random.pick([first, ...rest]);
  return action(reach.random, `${name} = ${pipeline(reach, holds, 1)}`);
}

function block(reach: Reach, depth: number, names: { next: number }): string {
  const { random } = reach;
  const end = action(random, 'end');
  const otherwise = random.chance(0.4) ? `${action(random, 'else')}${statements(reach, depth, names)}` : '';
  return random.either(
    () => `${action(random, `if ${pipeline(reach, 'truth', 1)}`)}${statements(reach, depth, names)}${otherwise}${end}`,
    () => `${action(random, `if ${operand(reach, 'any', 1)}`)}${statements(reach, depth, names)}${otherwise}${end}`,
    () => withBlock(reach, depth, names, otherwise, end),
    () => rangeBlock(reach, depth, names, otherwise, end),
  );
}

function withBlock(reach: Reach, depth: number, names: { next: number }, otherwise: string, end: string): string {
  const { random } = reach;
  const wanted: Wanted = random.pick(kinds);
  const inner = { ...reach, isRoot: false };
  return `${action(random, `with ${pipeline(reach, wanted, 1)}`)}${statements(inner, depth, names)}${otherwise}${end}`;
}

function rangeBlock(reach: Reach, depth: number, names: { next: number }, otherwise: string, end: string): string {
  const { random } = reach;
  const over = pipeline(reach, random.pick(['list', 'list', 'map', 'any'] as const), 1);
  const [key, item] = [`$v${names.next}`, `$v${names.next + 1}`];
  names.next += 2;
  const declared = random.pick(['', `${item} := `, `${key}, ${item} := `]);
  const holds = { name: item, holds: 'any' as const };
  const variables = declared === '' ? reach.variables : [...reach.variables, holds];
  const jump = random.chance(0.1) ? action(random, random.pick(['break', 'continue'])) : '';
  const inside = statements({ ...reach, variables, isRoot: false }, depth, names);
  return `${action(random, `range ${declared}${over}`)}${inside}${jump}${otherwise}${end}`;
}
