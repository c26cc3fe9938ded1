export type { Advertisement } from './advertisement.ts';
export { fetchRequest, type FetchWants, readFetch, type ShallowChanges } from './fetch-pack.ts';
export { lsRefsRequest, readLsRefs } from './ls-refs.ts';
export { delimiterPacket, flushPacket, type Packet, packetText, readPackets, textPacket } from './pkt-line.ts';
export { commitPattern, isRefName, RefCollector, type RemoteRef, type RemoteRefs } from './remote-refs.ts';
export { type Discovery, type RequestLimits, SmartHttp } from './smart-http.ts';
