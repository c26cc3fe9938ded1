export { postRenderChart, type PostRendering, type PostRenderTools } from './post-render-chart.ts';
export { originLabels, postRenderingOf } from './post-render.ts';
