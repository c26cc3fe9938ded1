export { runUninstall } from './run-uninstall.ts';
export { carryOut } from './carry-out.ts';
export { type ReleaseRequest, rememberedStorage, type WantedChart } from './release-request.ts';
