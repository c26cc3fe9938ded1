/** A commit of a push. */
export interface PushedCommit {
  readonly id: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Milliseconds since the epoch. */
  readonly date: number;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
}

/** A reference that moved. */
export interface PushEvent {
  readonly repository: string;
  /** The address of the repository. */
  readonly url: string;
  readonly defaultBranch: string;
  /** The full name, such as `refs/heads/main`. */
  readonly ref: string;
  /** Where it pointed; 40 zeros where it is new. */
  readonly before: string;
  /** Where it points; 40 zeros where it was deleted. */
  readonly after: string;
  /** What is new, oldest first, at most 20. */
  readonly commits: readonly PushedCommit[];
}

/** The id that stands for no commit. */
export const noCommit = '0'.repeat(40);

/** The references that differ between two listings, by name. */
export function movedRefs(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly { readonly ref: string; readonly before: string; readonly after: string }[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((ref) => ({ ref, before: before.get(ref) ?? noCommit, after: after.get(ref) ?? noCommit }))
    .filter((moved) => moved.before !== moved.after);
}

/** Fields of a commit in the log, and what separates commits. */
export const logFormat = '%x01%H%x00%an%x00%ae%x00%at%x00%B%x00';

/** Reads `git log -z --name-status` in `logFormat`. */
export function readLog(text: string): readonly PushedCommit[] {
  return text.split('\u0001').slice(1).map(readCommit);
}

function readCommit(record: string): PushedCommit {
  const [id = '', name = '', email = '', seconds = '', message = '', ...rest] = record.split('\0');
  const changes = changesOf(rest.map((field) => field.replace(/^\n+/, '')).filter((field) => field !== ''));
  return { id, message: message.trimEnd(), author: { name, email }, date: Number(seconds) * 1000, ...changes };
}

function changesOf(fields: readonly string[]): Pick<PushedCommit, 'added' | 'modified' | 'removed'> {
  const added: string[] = [];
  const modified: string[] = [];
  const removed: string[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const list = { A: added, D: removed }[fields[index] ?? ''] ?? modified;
    list.push(fields[index + 1] ?? '');
  }
  return { added, modified, removed };
}
