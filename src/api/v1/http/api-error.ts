import { SlipwayError } from '../../../base/index.ts';
import { KubeError } from '../../../kube/index.ts';
import { ActionRefused } from '../../actions/index.ts';
import { type ApiErrorBody, type ErrorCode, statusOfCode } from '../../contract/index.ts';

/** A request that is not answered as asked. Its message is for the person who asked, and holds nothing that they may not see. */
export class ApiError extends SlipwayError<ErrorCode> {
  readonly details: Omit<ApiErrorBody['error'], 'code' | 'message'>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Omit<ApiErrorBody['error'], 'code' | 'message'> = {},
    cause?: unknown,
  ) {
    super(code, message, { object: details.object, cause });
    this.details = details;
  }

  get body(): ApiErrorBody {
    return { error: { code: this.code, message: this.message, ...this.details } };
  }

  get status(): number {
    return statusOfCode[this.code];
  }
}

/** What a failure of the cluster's API server means to who asked; undefined for what is none. */
export function apiErrorOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof ActionRefused) {
    return new ApiError(error.code, error.message, error.object === undefined ? {} : { object: error.object }, error);
  }
  if (!(error instanceof KubeError)) return undefined;
  const object = error.object === undefined ? {} : { object: error.object };
  switch (error.code) {
    case 'not-found':
      return new ApiError('not-found', 'it is not in the cluster any more', object, error);
    case 'conflict':
    case 'already-exists':
      return new ApiError('conflict', 'somebody else changed it meanwhile: try again', object, error);
    case 'invalid':
    case 'bad-request':
    case 'unsupported':
      return new ApiError('refused', 'the API server refused it', { ...object, raw: error.message }, error);
    case 'forbidden':
    case 'unauthorized':
      return new ApiError(
        'refused',
        'Slipway itself may not do that in the cluster',
        { ...object, raw: error.message, remedy: 'give its service account the right, or ask whoever runs it' },
        error,
      );
    default:
      return new ApiError(
        'cluster-unreachable',
        'the cluster does not answer',
        { ...object, raw: error.message },
        error,
      );
  }
}
