/** An action whose failure is not told by conditions alone: the reconcile is tried again. */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure';
}
