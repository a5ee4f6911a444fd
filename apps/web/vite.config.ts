import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** `PIDALIO_SERVER`: where `vite` (development) finds the API; default the demo's dashboard port. */
const server = process.env.PIDALIO_SERVER ?? 'http://127.0.0.1:7600';

export default defineConfig({
  // Relative, so that one build serves under any base path: index.html's <base> decides.
  base: './',
  plugins: [react(), preloadFonts()],
  resolve: {
    alias: [
      // monaco-yaml 5.5.1 → monaco-worker-manager 2.0.1 imports the path of monaco before 0.56.
      { find: 'monaco-editor/esm/vs/editor/editor.worker.js', replacement: 'monaco-editor/editor/editor.worker.js' },
    ],
  },
  worker: { format: 'es' },
  optimizeDeps: { include: ['monaco-yaml', 'monaco-yaml/yaml.worker.js'] },
  build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
  server: { proxy: { '/api': { target: server, changeOrigin: true } } },
});

/** Text is painted once and in the right font only if the font is asked for together with the page (`font-display: optional`). */
function preloadFonts(): Plugin {
  return {
    name: 'preload-fonts',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => /inter-latin.*\.woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${file}`, crossorigin: '' },
            injectTo: 'head' as const,
          })),
    },
  };
}
