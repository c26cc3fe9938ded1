export { imageTagTransformer, type ImageTagOptions } from './image-tag.ts';
