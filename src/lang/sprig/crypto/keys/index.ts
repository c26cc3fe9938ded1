export {
  bits,
  type Element,
  elementsOf,
  integer,
  objectId,
  octets,
  sequence,
  set,
  tagged,
  nothing,
  yes,
} from './der.ts';
export { generateRsaKey } from './generate.ts';
export { decodePem, encodePem } from './pem.ts';
export { generatePrivateKey, type ParsedPrivateKey, parsePrivateKey, privateKeyPem } from './private-key.ts';
