export { HttpKubeClient } from './http-client.ts';
