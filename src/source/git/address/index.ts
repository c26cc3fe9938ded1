export { type GitAddress, type GitProtocol, parseGitAddress, withoutCredentials } from './address.ts';
export { announcementKey } from './announcement.ts';
