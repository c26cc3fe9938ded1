/** What a text with variables in it becomes. */
export type Expanded<V> =
  /** A text. */
  | { readonly kind: 'text'; readonly text: string }
  /** It was nothing but one variable, whose type it takes. */
  | { readonly kind: 'value'; readonly value: V };

/** What is known of variables. */
export interface Expansion<V> {
  /** The value of a variable, or undefined where it stays as it is written. */
  readonly valueOf: (name: string) => V | undefined;
  /** A value within a longer text. */
  readonly textOf: (value: V) => string;
}

/**
 * Replaces `$(NAME)` as kustomize does (api 0.20, filters/refvar/expand.go), which is how a kubelet expands a container's arguments: `$$` is
 * a dollar, a `$(` without its end and any other dollar stay. What is not known stays as it is written. Nothing is expanded twice.
 */
export function expand<V>(input: string, { valueOf, textOf }: Expansion<V>): Expanded<V> {
  let text = '';
  let done = 0;
  for (let dollar = input.indexOf('$'); dollar !== -1 && dollar + 1 < input.length; dollar = input.indexOf('$', done)) {
    text += input.slice(done, dollar);
    const next = input[dollar + 1];
    const end = next === '(' ? input.indexOf(')', dollar + 2) : -1;
    if (next === '$') {
      text += '$';
      done = dollar + 2;
    } else if (end === -1) {
      text += `$${next ?? ''}`;
      done = dollar + 2;
    } else {
      const name = input.slice(dollar + 2, end);
      const value = valueOf(name);
      if (value !== undefined && dollar === 0 && end + 1 === input.length) return { kind: 'value', value };
      text += value === undefined ? `$(${name})` : textOf(value);
      done = end + 1;
    }
  }
  return { kind: 'text', text: text + input.slice(done) };
}
