// Whether the process lives, whether it can answer, and how each part does.
import { Router } from '@koa/router';
import type { AccountStatus } from '../../channels/account.ts';
import { type Pool, ping } from '../store/pool.ts';

export interface HealthDeps {
  readonly pool: Pool;
  /** True once channels listen and the worker runs; false again while stopping. */
  readonly isReady: () => boolean;
  readonly version: string;
  /** Each part's own words, e.g. { model: 'gpt-4.1-mini', webchat: 'on' }. */
  readonly parts: () => Readonly<Record<string, string>>;
  /** The business's accounts on channels; never what links a phone. */
  readonly accounts: () => readonly Pick<AccountStatus, 'key' | 'state' | 'since'>[];
}

/** A database that takes longer is as good as down to a customer. */
const CHECK_TIMEOUT_MS = 3_000;

interface Check {
  readonly status: 'up' | 'down';
  readonly latencyMs: number;
}

export function createHealth({ pool, isReady, version, parts, accounts }: HealthDeps): Router {
  const router = new Router();
  router.get('/health/live', (context) => {
    context.body = { status: 'up' };
  });
  router.get('/health/ready', async (context) => {
    const database = await checkDatabase(pool);
    const ready = isReady() && database.status === 'up';
    context.status = ready ? 200 : 503;
    context.body = { status: ready ? 'ready' : 'not ready' };
  });
  router.get('/health', async (context) => {
    const database = await checkDatabase(pool);
    const up = database.status === 'up' && isReady();
    context.status = up ? 200 : 503;
    context.set('Cache-Control', 'no-store');
    context.body = {
      status: up ? 'up' : 'down',
      version,
      uptimeSeconds: Math.round(process.uptime()),
      components: { database, ...parts(), accounts: toStates(accounts()) },
    };
  });
  return router;
}

function toStates(accounts: ReturnType<HealthDeps['accounts']>): Readonly<Record<string, object>> {
  return Object.fromEntries(accounts.map(({ key, state, since }) => [key, { state, since }]));
}

async function checkDatabase(pool: Pool): Promise<Check> {
  const started = performance.now();
  const answered = ping(pool).then(
    () => true,
    () => false,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, false);
  });
  const up = await Promise.race([answered, late]);
  clearTimeout(timer);
  return { status: up ? 'up' : 'down', latencyMs: Math.round((performance.now() - started) * 10) / 10 };
}
