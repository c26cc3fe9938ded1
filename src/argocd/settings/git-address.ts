/**
 * A repository's address as Argo CD compares it: in lower case, without `.git` at its end, and the short form of SSH addresses the same as
 * the long one (Argo CD v3.6, util/git NormalizeGitURL).
 */
export function normalizeAddress(address: string): string {
  const lower = address.trim().toLowerCase();
  const ssh = /^(ssh:\/\/)?([^/:]*?)@[^@]+$/.test(lower);
  const long = ssh && !lower.startsWith('ssh://') ? lower.replace(':', '/') : lower;
  return long.replace(/^ssh:\/\//, '').replace(/\.git$/, '');
}
