export { type GitAddress, type GitProtocol, parseGitAddress } from './address.ts';
export { announcementKey } from './announcement.ts';
