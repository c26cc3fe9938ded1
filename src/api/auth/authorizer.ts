import type { Role } from './roles.ts';

/** Who asks. */
export interface Subject {
  readonly username: string;
  readonly role: Role;
  readonly via: 'password' | 'token';
  /** When the session or token ends, in ms since the epoch. */
  readonly expiresAt: number;
}

/** What is asked about: enough of a delivery to decide by. */
export interface Guarded {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly project?: string | undefined;
}

/** Reading a delivery and all that belongs to it, or acting on it. */
export type Verb = 'read' | 'act';

/**
 * The port that every route asks. What somebody may not read is absent for them: from lists, counts, searches and streams.
 *
 *     const visible = authorizer.filter(subject, 'read');
 *     if (visible !== 'all') rows = rows.filter(visible);
 */
export interface Authorizer {
  may(subject: Subject, verb: Verb, what: Guarded): boolean;
  /** Everything, nothing, or a test for each; the cheap way to judge many. */
  filter(subject: Subject, verb: Verb): 'all' | 'none' | ((what: Guarded) => boolean);
}

/** Judges by the two built-in roles alone. */
export const roleAuthorizer: Authorizer = {
  may: (subject, verb) => allowed(subject, verb),
  filter: (subject, verb) => (allowed(subject, verb) ? 'all' : 'none'),
};

function allowed({ role }: Subject, verb: Verb): boolean {
  return role === 'admin' || (role === 'read-only' && verb === 'read');
}
