export { dropBody, readBody } from './body.ts';
export { HttpClient, type HttpClientOptions, type HttpReply, type HttpRequest, publicAddress } from './client.ts';
export { createDispatcher } from './dispatcher.ts';
export { type Download, download } from './download.ts';
export { connectionFailure } from './failure.ts';
export { fingerprint } from './fingerprint.ts';
export type { HttpOptions, HttpProxy, ProxyEnvironment } from './options.ts';
export { mayCarryCredentials } from './redirect.ts';
