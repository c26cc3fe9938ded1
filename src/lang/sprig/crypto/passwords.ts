import { encodeBase64, hashSync } from 'bcryptjs';
import { textOfBytes, type TemplateBudget } from '../../gotemplate/index.ts';
import type { RandomStream } from '../random/index.ts';

/** What one hash costs: bcrypt's default cost of 10 takes some 100 ms. */
const stepsOfHash = 100_000;
/** bcrypt reads no further, and Go refuses what is longer. */
const maxPasswordLength = 72;

/** A password's bcrypt hash at the default cost, or why there is none (sprig 3.3.0, bcrypt; golang.org/x/crypto/bcrypt). */
export function bcrypt(password: string, stream: RandomStream, budget: TemplateBudget): string {
  if (password.length > maxPasswordLength) {
    return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes';
  }
  budget.step(stepsOfHash);
  return hashSync(textOfBytes(password), `$2a$10$${encodeBase64(stream.bytes(16), 16)}`);
}

/** A line of Apache's htpasswd (sprig 3.3.0, htpasswd). */
export function htpasswd(user: string, password: string, stream: RandomStream, budget: TemplateBudget): string {
  if (user.includes(':')) return `invalid username: ${user}`;
  return `${user}:${bcrypt(password, stream, budget)}`;
}
