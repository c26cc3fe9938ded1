import { ReleaseError } from '../error.ts';

/** Runs a step of an action; a ReleaseError of it says first what was being done, as helm wraps its errors. */
export async function told<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    throw new ReleaseError(error.code, `${what}: ${error.message}`, { object: error.object, cause: error });
  }
}
