import { GoFailure, GoObject, type GoType } from '../../../gotemplate/index.ts';
import type { Param } from '../../declare/index.ts';

/** A certificate and its key, both PEM. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

const type: GoType = { kind: 'struct', name: 'sprig.certificate' };

/** What templates hold of a certificate: `.Cert` and `.Key`. */
export function certificateObject({ cert, key }: CertificatePair): GoObject {
  return new GoObject(type, {
    fields: new Map([
      ['Cert', cert],
      ['Key', key],
    ]),
  });
}

/** The parameter that takes one. */
export const certificatePair: Param<CertificatePair> = {
  type,
  read(value) {
    const [cert, key] = value instanceof GoObject ? [value.fields.get('Cert'), value.fields.get('Key')] : [];
    if (typeof cert === 'string' && typeof key === 'string') return { cert, key };
    throw new GoFailure('wrong type for value; expected sprig.certificate');
  },
};
