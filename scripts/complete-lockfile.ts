/**
 * Names in package-lock.json every optional package of a development tool's native binary, also those that the registry at hand does not
 * have: npm leaves them out when it writes the file, and `npm ci` then refuses it. They are for platforms that this machine is not, so nothing
 * of them is ever fetched here; the entries carry no integrity, since nobody here has seen them. Run after `npm install`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const platforms = /[-/](android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)/;
const processors: Readonly<Record<string, string>> = { aarch64: 'arm64' };

const file = join(resolve(import.meta.dirname, '..'), 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
const added: Record<string, Entry> = {};
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] !== undefined || !/^\d/.test(version)) continue;
    const [, os, cpu = ''] = platforms.exec(name) ?? [];
    const platform = os === undefined ? { cpu: ['wasm32'] } : { cpu: [processors[cpu] ?? cpu], os: [os] };
    if (os === undefined && !name.includes('wasm32')) continue;
    added[place] = { version, ...platform, dev: true, optional: true };
  }
}
const packages = Object.fromEntries(
  Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : Number(a > b))),
);
writeFileSync(file, `${JSON.stringify({ ...lock, packages }, undefined, 2)}\n`);
console.log(`${Object.keys(added).length} packages for other platforms named`);
