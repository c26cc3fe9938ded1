export type { RequestSubject, Transport, TransportRequest, TransportResponse } from './transport.ts';
export { openTransport, type TransportOptions } from './http-transport.ts';
export { errorOfStatus } from './status-error.ts';
export { TooLargeError } from './network-error.ts';
