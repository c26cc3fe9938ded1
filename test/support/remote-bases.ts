import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { gitIn, temporaryFolder } from './source-git.ts';

/** A ConfigMap as kustomize prints it. */
export const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

/** A repository with these files, and the address of a folder in it. */
export function repository(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  gitIn(folder, ['init', '--quiet', '--initial-branch=main']);
  return commit(`file://${folder}`, files);
}

/** Adds files to such a repository by one commit more. */
export function commit(url: string, files: Readonly<Record<string, string>>): string {
  const folder = url.slice('file://'.length);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  gitIn(folder, ['add', '.']);
  gitIn(folder, ['commit', '--quiet', '-m', 'files']);
  return url;
}

/** A server that answers paths; what was asked is in `asked`. */
export async function server(answers: Record<string, string | { redirect: string } | number>) {
  const asked: string[] = [];
  const host = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''] ?? 404;
    if (typeof answer === 'string') response.end(answer);
    else if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(302, { location: answer.redirect }).end();
  });
  await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
  onTestFinished(() => void host.close());
  return { url: `http://127.0.0.1:${(host.address() as AddressInfo).port}`, asked };
}
