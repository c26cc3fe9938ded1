export { followObject, type Follow } from './follow.ts';
export { isHookDone, isReady, isReadyWithJobs, type Judge } from './status.ts';
export { type Waited, type WaitOptions, waitUntilCurrent, waitUntilGone } from './wait.ts';
