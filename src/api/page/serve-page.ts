import type { Context, Hono } from 'hono';
import type { PageFile, PageFiles } from './page-files.ts';

/** Nothing from elsewhere, no inline script, nobody's frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** What is no page of ours, whoever asks for it. */
const reserved =
  /^\/(?:api|healthz|readyz|metrics|gitrepository|ocirepository|helmrepository|helmchart|bucket)(?:\/|$)/;

const missing = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Slipway</title><p>The page has not been built: run <code>npm start</code>, or <code>npm run build</code>.</p></html>`;

/** Serves the built page: its files, and its first page for every other address that a browser opens. */
export function servePage(app: Hono, files: () => PageFiles | undefined): void {
  app.get('/*', async (context, next) => {
    const { path } = context.req;
    if (reserved.test(path)) return next();
    const page = files();
    const file = page?.get(path);
    if (file !== undefined && path !== '/index.html') {
      return answer(context, file, path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    }
    if (path.startsWith('/assets/') || !/\btext\/html\b/.test(context.req.header('accept') ?? '')) return next();
    const index = page?.get('/index.html');
    if (index !== undefined) return answer(context, index, 'no-cache');
    return new Response(missing, {
      status: 503,
      headers: { ...headers, 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
    });
  });
}

function answer(context: Context, file: PageFile, cache: string): Response {
  const all = { ...headers, 'Cache-Control': cache, ETag: file.etag, Vary: 'Accept-Encoding' };
  const known = context.req
    .header('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(file.etag) === true) return new Response(null, { status: 304, headers: all });
  const accepted = context.req.header('accept-encoding') ?? '';
  const encoding = (['br', 'gzip'] as const).find(
    (name) => file.packed[name] !== undefined && new RegExp(`\\b${name}\\b`).test(accepted),
  );
  const body = (encoding === undefined ? undefined : file.packed[encoding]) ?? file.body;
  return new Response(context.req.method === 'HEAD' ? null : body, {
    headers: {
      ...all,
      'Content-Type': file.type,
      'Content-Length': String(body.byteLength),
      ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
    },
  });
}
