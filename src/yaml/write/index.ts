export { writeYaml, writeYamlDocuments, YamlWriteError, type YamlWritable, type YamlWriteOptions } from './write.ts';
export { styleOf } from './scalar-style.ts';
