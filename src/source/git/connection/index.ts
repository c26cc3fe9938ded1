export { connect, type Connection } from './connection.ts';
export { withGitSettings } from './git-settings.ts';
