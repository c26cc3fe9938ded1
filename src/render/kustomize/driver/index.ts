export { buildWithRemotes, type RemoteFetcher } from './build-with-remotes.ts';
export { createRemoteFetcher, type RemoteFetcherOptions } from './fetch-remotes.ts';
