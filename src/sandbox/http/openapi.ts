import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendText } from './answer.ts';

/** Answers below `/openapi`. */
export interface OpenApiDocuments {
  serve(path: string, http: IncomingMessage, response: ServerResponse): void;
}

/** Publishes nothing. */
export const noOpenApi: OpenApiDocuments = {
  serve: (_path, _http, response) =>
    sendText(response, '404 page not found\n', { status: 404, contentType: 'text/plain; charset=utf-8' }),
};
