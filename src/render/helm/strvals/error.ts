/** What was said with `--set` cannot be read; the message is helm's. */
export class SetError extends Error {
  override readonly name = 'SetError';
}
