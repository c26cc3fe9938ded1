import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packedTool } from '../../support/packed-tools.ts';

/** The clients of the guide that there are programs of. */
export const programNames = ['git', 'kubectl', 'helm', 'flux', 'argocd', 'chromium'] as const;
export type ProgramName = (typeof programNames)[number];

/** Where a client's program lies, or why it is not there. */
export type Program =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'absent'; readonly reason: string };

export type Programs = Readonly<Record<ProgramName, Program>>;

/** Finds the real clients: git and Chromium on the PATH, kubectl and helm in the development dependency that packs them, the others in `ORACLE_BIN`. */
export function findPrograms(env: Readonly<Record<string, string | undefined>>): Programs {
  return {
    git: onPath('git', env['PATH'] ?? ''),
    kubectl: packed('kubectl'),
    helm: packed('helm'),
    flux: inFolder('flux', env['ORACLE_BIN']),
    argocd: inFolder('argocd', env['ORACLE_BIN']),
    chromium: onPath('chromium', env['PATH'] ?? ''),
  };
}

function onPath(name: string, path: string): Program {
  const found = path.split(delimiter).find((folder) => existsSync(join(folder, name)));
  return found === undefined ? absent(`there is no ${name} on the PATH`) : { kind: 'found', path: join(found, name) };
}

function inFolder(name: string, folder: string | undefined): Program {
  if (folder === undefined) return absent(`ORACLE_BIN, the folder with the real ${name}, is not set`);
  const path = join(folder, name);
  return existsSync(path) ? { kind: 'found', path } : absent(`there is no ${name} in ORACLE_BIN`);
}

function packed(name: 'kubectl' | 'helm'): Program {
  const path = packedTool(name);
  return path === undefined ? absent(`unzip, which unpacks ${name}, cannot be run`) : { kind: 'found', path };
}

function absent(reason: string): Program {
  return { kind: 'absent', reason };
}
