export { connect, type Connection, fingerprint } from './connection.ts';
export { createDispatcher } from './dispatcher.ts';
export { type ProxyEnvironment, withGitSettings } from './git-settings.ts';
