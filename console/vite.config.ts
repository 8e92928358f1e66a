import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The output is part of the Python package; the server sends it under a strict Content-Security-Policy, so nothing may be
// inlined: no data: assets, no inline script of a module preload polyfill.
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "es2022",
    outDir: "../src/redshank/console/static",
    emptyOutDir: true,
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // the first with light-dark()
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
