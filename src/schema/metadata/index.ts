export { dns1035Label, dnsLabel, dnsSubdomain, labelKey, labelValue, pathSegment } from './name-rules.ts';
export { objectMetaSchema } from './object-meta-schema.ts';
export { type ObjectMetaRules, validateObjectMeta } from './object-meta.ts';
export { checkEmbedded } from './embedded.ts';
