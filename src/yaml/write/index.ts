export { go3ScalarText } from './go3-scalar.ts';
export { naturalOrderGo3 } from './key-order.ts';
export { type ScalarStyle, styleOf } from './scalar-style.ts';
export { doubleQuotedText, foldedText, literalText } from './scalar-text.ts';
export { writeYaml, writeYamlDocuments, YamlWriteError, type YamlWritable, type YamlWriteOptions } from './write.ts';
