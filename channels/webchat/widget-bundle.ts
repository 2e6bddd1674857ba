// The embeddable script: bundled in memory on the first request, served with an ETag ever after.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

export interface Bundle {
  readonly script: string;
  readonly etag: string;
}

// Stylesheets become strings: under a strict policy only a constructed stylesheet is let in.
const stylesheets: Plugin = {
  name: 'stylesheets',
  setup(build) {
    const { transform } = build.esbuild;
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: `export const css = ${JSON.stringify(code)};`, loader: 'js' };
    });
  },
};

/** Takes about 100 ms; the compiler's process has ended when it resolves. */
export async function bundleWidget(): Promise<Bundle> {
  const esbuild = await import('esbuild');
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [fileURLToPath(new URL('./widget/main.ts', import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      target: ['es2022', 'safari16.4'],
      charset: 'utf8',
      legalComments: 'none',
      plugins: [stylesheets],
    });
    const script = outputFiles[0]?.text ?? '';
    const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;
    return { script, etag };
  } finally {
    await esbuild.stop();
  }
}
