export { decodeText } from './decode.ts';
export { LineIndex } from './line-index.ts';
export { repairText } from './repair.ts';
export { hasSeparators, separatedText, withoutSeparators } from './separators.ts';
export { type Stretch, stretches } from './stream.ts';
export { syntaxFault } from './syntax-fault.ts';
export { checkTokens } from './token-count.ts';
