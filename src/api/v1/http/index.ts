export { type Access, createAccess, sessionCookie } from './access.ts';
export { answerHeaders, jsonAnswer } from './answer.ts';
export { ApiError, apiErrorOf } from './api-error.ts';
export { ContractRouter, type HandlerContext, mountRouter } from './router.ts';
