// Builds what takes files and web pages into the knowledge in the background.
import { createImporter, type Importer } from '../knowledge/import/importer.ts';
import { IMPORT_LIMIT_BYTES } from '../knowledge/import/source.ts';
import type { Library } from '../knowledge/ingest.ts';
import type { PinGuard } from '../knowledge/pin-guard.ts';
import { createWeb } from '../knowledge/web/web.ts';
import type { Config } from './config.ts';
import type { Embedder, LanguageModel, Transcriber } from './llm/llm.ts';
import type { Log } from './log.ts';
import { createBucket } from './store/bucket.ts';
import { createFiles, joinFiles } from './store/files.ts';
import type { Pool } from './store/pool.ts';

export interface ImporterGround {
  readonly pool: Pool;
  readonly library: Library;
  readonly embedder: Embedder | undefined;
  readonly model: LanguageModel | undefined;
  readonly transcriber: Transcriber | undefined;
  readonly pins: PinGuard;
  readonly log: Log;
}

export function openImporter({ server, storage }: Config, ground: ImporterGround): Importer {
  // Where customers' files are, too; an owner's may be larger.
  const files = joinFiles(
    createFiles(server.dataDir, IMPORT_LIMIT_BYTES),
    storage.bucket && createBucket(storage.bucket, IMPORT_LIMIT_BYTES),
  );
  return createImporter({ ...ground, files, web: createWeb({ publicUrl: server.publicUrl, now: Date.now }) });
}
