import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The page: static files for the API server. For work on it, `npx vite ui` serves the sources and passes requests for the API on to a
 * running `slipway demo`.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Data addresses in styles and scripts would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8484' } },
});
