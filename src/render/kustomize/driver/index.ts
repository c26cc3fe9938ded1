export { buildWithRemotes } from './build-with-remotes.ts';
