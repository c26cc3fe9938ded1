export type { Account, Accounts } from './accounts.ts';
export { type AccountsSource, watchAccounts } from './accounts-watch.ts';
export { type Authorizer, type Guarded, roleAuthorizer, type Subject, type Verb } from './authorizer.ts';
export { ensureAdmin, readInitialPassword } from './ensure-admin.ts';
export { type PasswordHasher, threadedHasher } from './password-hasher.ts';
export type { Role } from './roles.ts';
export { subjectOfToken } from './sessions.ts';
export { createToken, revokeToken, type TokenPorts } from './tokens.ts';
export { createSignIn, type SignIn, type SignInResult } from './sign-in.ts';
