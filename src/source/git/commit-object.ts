import type { CommitInfo } from './repository.ts';

/** What a commit object says. */
export interface ParsedCommit {
  /** The id of its tree. */
  readonly tree: string;
  readonly info: CommitInfo;
}

/** Reads a commit object as git stores it (gitformat-commit); undefined where it has no tree. */
export function parseCommit(commit: string, content: Uint8Array): ParsedCommit | undefined {
  const text = Buffer.from(content).toString();
  const end = text.indexOf('\n\n');
  const headers = (end === -1 ? text : text.slice(0, end)).split('\n');
  const header = (name: string): string | undefined =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const tree = header('tree');
  if (tree === undefined || !/^[0-9a-f]{40}$/.test(tree)) return undefined;
  const [, author = '', email = ''] = /^(.*?) ?<([^>]*)>/.exec(header('author') ?? '') ?? [];
  const [, seconds = '0'] = /> (-?\d+) [+-]\d+$/.exec(header('author') ?? '') ?? [];
  const message = end === -1 ? '' : text.slice(end + 2).trimEnd();
  return { tree, info: { commit, author, email, date: Number(seconds) * 1000, message } };
}
