import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `PIDALIO_SERVER`: where `vite` (development) finds the API; default the demo's dashboard port. */
const server = process.env.PIDALIO_SERVER ?? 'http://127.0.0.1:7600';

export default defineConfig({
  // Relative, so that one build serves under any base path: index.html's <base> decides.
  base: './',
  plugins: [react()],
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
