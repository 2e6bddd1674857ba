// The form's one style sheet, one script and icon, with addresses that change with their content.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Router } from '@koa/router';
import { build } from 'esbuild';
import { LOGO_FILE } from './icons.ts';

const FILES = ['form.css', 'form.js', 'logo.svg'] as const;
type AssetName = (typeof FILES)[number];

interface Asset {
  readonly type: string;
  readonly content: string;
  readonly hash: string;
}

export interface Assets {
  read(name: AssetName): Promise<Asset>;
  /** By name, with the hash that makes them cacheable for ever. */
  urls(): Promise<Readonly<Record<AssetName, string>>>;
}

/** Made at first use and kept. */
export function createAssets(): Assets {
  const made = new Map<AssetName, Promise<Asset>>();
  const read = (name: AssetName): Promise<Asset> => {
    const known = made.get(name);
    if (known) return known;
    const asset = make(name);
    made.set(name, asset);
    // A failure isn't kept: the next visit tries again.
    asset.catch(() => made.delete(name));
    return asset;
  };
  const url = async (name: AssetName): Promise<string> =>
    `/admin/assets/${name}?v=${(await read(name)).hash}`;
  return {
    read,
    urls: async () => ({
      'form.css': await url('form.css'),
      'form.js': await url('form.js'),
      'logo.svg': await url('logo.svg'),
    }),
  };
}

async function make(name: AssetName): Promise<Asset> {
  const { type, content } = await MAKERS[name]();
  return { type, content, hash: createHash('sha256').update(content).digest('base64url').slice(0, 16) };
}

const MAKERS: Readonly<Record<AssetName, () => Promise<Omit<Asset, 'hash'>>>> = {
  'form.css': async () => ({ type: 'text/css; charset=utf-8', content: await bundle('styles/form.css') }),
  'form.js': async () => ({
    type: 'text/javascript; charset=utf-8',
    content: await bundle('browser/form.ts'),
  }),
  'logo.svg': async () => ({ type: 'image/svg+xml', content: LOGO_FILE }),
};

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022', 'chrome109', 'safari16', 'firefox115'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

export function serveAssets(router: Router, assets: Assets): void {
  router.get('/assets/:name', async (ctx, next) => {
    const name = FILES.find((file) => file === ctx.params.name);
    if (!name) return next();
    const asset = await assets.read(name);
    ctx.type = asset.type;
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('ETag', `"${asset.hash}"`);
    const isExact = ctx.query.v === asset.hash;
    ctx.set('Cache-Control', isExact ? 'public, max-age=31536000, immutable' : 'no-cache');
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.body = asset.content;
  });
}
