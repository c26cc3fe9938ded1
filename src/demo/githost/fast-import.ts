/** A file to commit: its text or bytes, one with a mode or a symbolic link, or null to remove it. */
export type CommittedFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly executable: boolean }
  | { readonly target: string }
  | null;

/** A commit to be made. */
export interface NewCommit {
  readonly branch: string;
  /** The commit that it follows; undefined for the first of a branch. */
  readonly parent: string | undefined;
  readonly files: Readonly<Record<string, CommittedFile>>;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Milliseconds since the epoch. */
  readonly date: number;
}

/** The input of `git fast-import` that makes one commit and answers with its id. */
export function fastImportStream(commit: NewCommit): Buffer {
  const { name, email } = commit.author;
  const person = `${plain(name)} <${plain(email)}> ${Math.floor(commit.date / 1000)} +0000`;
  const message = Buffer.from(commit.message);
  return Buffer.concat([
    Buffer.from(`commit refs/heads/${commit.branch}\nmark :1\nauthor ${person}\ncommitter ${person}\n`),
    data(message),
    Buffer.from(commit.parent === undefined ? '' : `from ${commit.parent}\n`),
    ...Object.entries(commit.files).map(([path, file]) => change(path, file)),
    Buffer.from('\nget-mark :1\ndone\n'),
  ]);
}

function change(path: string, file: CommittedFile): Buffer {
  if (file === null) return Buffer.from(`D ${quoted(path)}\n`);
  if (typeof file === 'string' || file instanceof Uint8Array) return modify('100644', path, file);
  if ('target' in file) return modify('120000', path, file.target);
  return modify(file.executable ? '100755' : '100644', path, file.content);
}

function modify(mode: string, path: string, content: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`M ${mode} inline ${quoted(path)}\n`), data(content)]);
}

function data(content: string | Uint8Array): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([Buffer.from(`data ${bytes.byteLength}\n`), bytes, Buffer.from('\n')]);
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function plain(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, '');
}
