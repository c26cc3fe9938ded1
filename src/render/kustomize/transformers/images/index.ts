export { imageTagTransformer, type ImageTagOptions } from './image-tag.ts';
export { type ImageName, joinImageName, splitImageName } from './image-name.ts';
