import { GoFailure, type GoFunction } from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { declare, string } from '../declare/index.ts';

/** What reaches outside, each through a port: no template sees the environment or resolves a host unless its caller lets it (sprig 3.3.0, functions.go, network.go). */
export function networkFunctions({ environment, resolveHost }: SprigOptions): Readonly<Record<string, GoFunction>> {
  const variable = (name: string): string => environment?.get(name) ?? '';
  return {
    env: declare([string], variable),
    expandenv: declare([string], (text) => expandVariables(text, variable)),
    getHostByName: declare([string], (name) => resolveHost?.(name) ?? ''),
    fail: declare([string], (message) => {
      throw new GoFailure(message);
    }),
  };
}

const reference = /\$(?:\{(?:([^}]*)\}|[\s\S]?)|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z0-9_]*))/g;

/** os.Expand: `$name` and `${name}` replaced; a brace that is never closed is dropped with what opens it. */
function expandVariables(text: string, variable: (name: string) => string): string {
  return text.replaceAll(reference, (_, braced?: string, special?: string, name?: string) =>
    variable(braced ?? special ?? name ?? ''),
  );
}
