export { LiveView } from './live-view.ts';
export { WriteOverlay } from './write-overlay.ts';
export { isReduced, reduceLive } from './reduce.ts';
