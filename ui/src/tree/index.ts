export { TreeView } from './tree-view.tsx';
