export {
  type ContainerTarget,
  type LogLine,
  type PodHandler,
  PodHandlers,
  type ProcessStreams,
} from './pod-handler.ts';
