export { Extraction } from './extract.ts';
export {
  overlaySubmodules,
  readSubmodules,
  type Submodule,
  submoduleAddress,
  submoduleCommit,
  type SubmoduleTree,
} from './submodules.ts';
