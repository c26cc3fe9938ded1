export { answerNeeds, needsTooMuch } from './answer-needs.ts';
export { createRemoteFetcher, type RemoteFetcherOptions } from './fetch-remotes.ts';
export { type RemoteAnswer, remoteReads, remoteReadsHold, remotesOf } from './remote-answers.ts';
export { parseRemoteBase } from './remote-base.ts';
export {
  refusingRemotes,
  type RemoteBase,
  type RemoteChart,
  type RemoteFetcher,
  RemoteNeeded,
  type RemoteNeed,
  type Remotes,
} from './remote.ts';
