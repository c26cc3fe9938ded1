import type { UserInfo } from '../machinery/cluster.ts';

/** What a user wants to do. `resource` may name a subresource, as in `pods/log`. */
export type AuthorizationQuestion =
  | {
      readonly kind: 'resource';
      readonly user: UserInfo;
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly kind: 'path'; readonly user: UserInfo; readonly verb: string; readonly path: string };

/** The port for the question whether a user may do something. */
export interface Authorizer {
  allows(question: AuthorizationQuestion): boolean;
}
