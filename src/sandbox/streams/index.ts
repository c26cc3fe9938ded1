export { forwardPorts } from './port-forward.ts';
export { type RemoteOptions, remoteCommandOverSpdy, remoteCommandOverWebSocket } from './remote-command.ts';
export { acceptOf } from './websocket.ts';
export { webSocketBytes } from './websocket-bytes.ts';
