import { type GoFunction } from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { declare, int, sliceLengthOutOfRange, string, unsigned } from '../declare/index.ts';
import { encodeBase64 } from '../encoding/index.ts';
import { decryptAes, encryptAes } from './aes.ts';
import { certificateFunctions } from './certificates/index.ts';
import { derivePassword } from './derive-password.ts';
import { digestFunctions } from './digests.ts';
import { generatePrivateKey } from './keys/index.ts';
import { bcrypt, htpasswd } from './passwords.ts';

/** Digests, passwords, keys, certificates and random bytes (sprig 3.3.0, crypto.go). All chance comes from the options' source. */
export function cryptoFunctions(options: SprigOptions): Readonly<Record<string, GoFunction>> {
  return {
    ...digestFunctions(options.budget),
    ...passwordFunctions(options),
    ...randomBytes(options),
    ...certificateFunctions(options),
  };
}

function passwordFunctions({ random, budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  return {
    bcrypt: declare([string], (password) => bcrypt(password, random.open(`bcrypt ${password}`), budget)),
    htpasswd: declare([string, string], (user, password) =>
      htpasswd(user, password, random.open(`htpasswd ${user} ${password}`), budget),
    ),
    derivePassword: declare([unsigned, string, string, string, string], (counter, kind, password, user, site) =>
      derivePassword({ counter, kind, password, user, site }, budget),
    ),
    encryptAES: declare([string, string], (password, text) => {
      budget.allocate(text.length * 2);
      return encryptAes(password, text, random.open(`encryptAES ${text}`));
    }),
    decryptAES: declare([string, string], (password, encrypted) => {
      budget.allocate(encrypted.length);
      return decryptAes(password, encrypted);
    }),
    genPrivateKey: declare([string], (kind) => generatePrivateKey(kind, random.open(`genPrivateKey ${kind}`), budget)),
  };
}

function randomBytes({ random, budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  return {
    randBytes: declare([int], (count) => {
      if (count < 0) throw sliceLengthOutOfRange();
      budget.allocate(count * 2);
      return encodeBase64(Buffer.from(random.open(`randBytes ${count}`).bytes(count)).toString('latin1'));
    }),
    uuidv4: declare([], () => uuid(Buffer.from(random.open('uuidv4').bytes(16)))),
  };
}

/** RFC 9562, version 4. */
function uuid(bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
