// The owners' form under /admin: knowledge, conversations and what the bot would say, for people who don't write code.
import { Router } from '@koa/router';
import { InvalidInput } from '../../src/model/errors.ts';
import { answerRoutes } from './answers.ts';
import { createAssets, serveAssets } from './assets.ts';
import { binRoutes } from './bin.ts';
import { bulkRoutes } from './bulk.ts';
import { channelRoutes } from './channels.ts';
import { conversationRoutes } from './conversations.ts';
import { editorRoutes } from './editor.ts';
import { fileRoutes } from './files.ts';
import { historyRoutes } from './history.ts';
import { homeRoutes } from './home.ts';
import { importRoutes } from './import.ts';
import { knowledgeRoutes } from './knowledge.ts';
import { liveRoutes } from './live.ts';
import { pinRoutes } from './pins.ts';
import { questionRoutes } from './questions.ts';
import type { FormDeps, Route } from './route.ts';
import { serve } from './serve.ts';
import { settingsRoutes } from './settings.ts';
import { signInRoutes } from './sign-in.ts';
import { tryRoutes } from './try.ts';
import { variantRoutes } from './variants.ts';

export type { FormDeps } from './route.ts';

// The last: an address that leads nowhere is told in the reader's language, as all else is.
const NOWHERE: Route = {
  for: 'strangers',
  method: 'get',
  path: '/{*address}',
  handle: () => {
    throw new InvalidInput('not_found', 'Check the address, or go back to where you came from.', {
      status: 404,
    });
  },
};

export function createForm(deps: FormDeps): Router {
  const router = new Router({ prefix: '/admin' });
  const assets = createAssets();
  serveAssets(router, assets);
  const routes = [
    ...signInRoutes(deps),
    ...homeRoutes(deps),
    ...conversationRoutes(deps),
    ...fileRoutes(deps),
    ...bulkRoutes(deps),
    ...binRoutes(deps),
    ...knowledgeRoutes(deps),
    // Before the editor, which takes every name for an entry's.
    ...importRoutes(deps),
    ...editorRoutes(deps),
    ...historyRoutes(deps),
    ...variantRoutes(deps),
    ...tryRoutes(deps),
    ...pinRoutes(deps),
    ...questionRoutes(deps),
    ...answerRoutes(deps),
    ...channelRoutes(deps),
    ...liveRoutes(deps),
    ...settingsRoutes(deps),
    NOWHERE,
  ];
  for (const route of routes) serve(router, { ...deps, assets }, route);
  return router;
}
