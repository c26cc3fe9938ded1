export { ArtifactView } from './artifact-view.ts';
export { findFolder } from './folder.ts';
export { affinityOf, OpenTrees } from './open-trees.ts';
export { readsHold, timeRead } from './reads.ts';
export { RecordingTree } from './recording-tree.ts';
