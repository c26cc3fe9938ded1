export {
  type CrdNames,
  type CrdSchemas,
  crdSchemas,
  type CrdVersion,
  type PrinterColumn,
  type ScaleSubresource,
} from './crd-schemas.ts';
