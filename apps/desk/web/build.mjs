import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Builds the page into dist/apps/desk-page: files with a hash in their names, each compressed beside it. */
const folder = dirname(fileURLToPath(import.meta.url));
const outDir = join(folder, '../../../dist/apps/desk-page');

await build({
  configFile: false,
  root: folder,
  // Relative to the document's base: a proxy may serve the desk below a path.
  base: './',
  logLevel: 'error',
  build: {
    outDir,
    emptyOutDir: true,
    chunkSizeWarningLimit: 1_200,
    modulePreload: { polyfill: false },
  },
});

const assets = join(outDir, 'assets');
for (const name of readdirSync(assets)) {
  const bytes = readFileSync(join(assets, name));
  writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes));
  writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes));
}
