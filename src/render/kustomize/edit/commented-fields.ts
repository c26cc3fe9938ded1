/** A field of a file, and the comments that stay with it. */
export interface CommentedField {
  readonly name: string;
  /** Lines of comments, and empty ones, with their line ends. */
  readonly comments: string;
}

/**
 * The fields that stand in a file, each with the comments above it; those between its lines are put there too (kustomize 5.8, kustfile
 * parseCommentedFields). What stands behind the last line that says something is lost, and so is a last line without an end.
 */
export function commentedFields(text: string, names: readonly string[]): readonly CommentedField[] {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  const fields: { name: string; comments: string }[] = [];
  let comments = '';
  for (const line of text.match(/[^\n]*\n/g) ?? []) {
    if (/^ *(?:#|\n)/.test(line)) {
      comments += line;
      continue;
    }
    const name = known.get(/^(\w+):/.exec(line)?.[1]?.toLowerCase() ?? '');
    const last = fields.at(-1);
    if (name !== undefined) fields.push({ name, comments });
    else if (last !== undefined) last.comments += comments;
    else continue;
    comments = '';
  }
  return fields;
}
