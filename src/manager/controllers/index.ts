export { type AwaitedKind, startWhenServed } from './kinds-watch.ts';
export { type ControllerPorts, type OwnerController, ownerQueue, startOwnerController } from './owner-controller.ts';
export { OwnerRegister } from './owner-register.ts';
