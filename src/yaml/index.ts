export type { Position, YamlDocument, YamlLimits, YamlProfile, YamlReading, YamlValue } from './value.ts';
