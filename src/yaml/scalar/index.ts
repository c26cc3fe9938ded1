export {
  BASE_60,
  isOldBoolean,
  isPlainText,
  isTextByFirst,
  type Resolved,
  resolvePlain,
  resolveTagged,
} from './resolve.ts';
export { goFloat32Text, goFloatText, numberText } from './number.ts';
