export { runUninstall } from './run-uninstall.ts';
export { stateOf } from './state.ts';
export { carryOut } from './carry-out.ts';
export { type ReleaseRequest, rememberedStorage, type WantedChart } from './release-request.ts';
