import type { UserInfo } from '../machinery/cluster.ts';
import type { PolicyRule } from './rules.ts';

/** What a user wants to do. `resource` may name a subresource, as in `pods/log`. */
export type AuthorizationQuestion =
  | {
      readonly kind: 'resource';
      readonly user: UserInfo;
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      /** Empty for what has none, and for all. */
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly kind: 'path'; readonly user: UserInfo; readonly verb: string; readonly path: string };

/** An answer, and by what it is allowed. */
export interface AuthorizationDecision {
  readonly allowed: boolean;
  /** Empty where nothing is to be said. */
  readonly reason: string;
}

/** The port for the question whether a user may do something. */
export interface Authorizer {
  decide(question: AuthorizationQuestion): AuthorizationDecision;
  /** All that a user may do in a namespace, or in the cluster where it is empty. */
  rulesOf(user: UserInfo, namespace: string): readonly PolicyRule[];
}
