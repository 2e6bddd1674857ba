// What a first start makes: the signing key, the business, its owner's account, the starter knowledge.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword } from '../knowledge/form/password.ts';
import type { Library } from '../knowledge/ingest.ts';
import { loadStarter } from '../knowledge/starter.ts';
import type { TenantId } from './model/ids.ts';
import type { Pool } from './store/pool.ts';
import { claimStarter, releaseStarter } from './store/tenants.ts';
import { createUser, findUserByEmail } from './store/users.ts';

/** APP_SECRET's bytes, or a key made once and kept in the data folder: tokens outlive a restart. */
export function readSigningKey(dataDir: string, appSecret: string | undefined): Uint8Array {
  if (appSecret) return new TextEncoder().encode(appSecret);
  const path = join(dataDir, 'signing-key');
  mkdirSync(dataDir, { recursive: true });
  try {
    // `wx`: of two first starts at once, one writes and both read the same.
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return new TextEncoder().encode(readFileSync(path, 'utf8'));
}

/** @returns the password to show once, where one had to be invented. */
export async function ensureOwner(
  pool: Pool,
  owner: {
    readonly tenantId: TenantId;
    readonly email: string;
    readonly password: string | undefined;
    readonly businessName: string;
  },
): Promise<string | undefined> {
  const { tenantId, email } = owner;
  if (await findUserByEmail(pool, tenantId, email)) return undefined;
  const password = owner.password ?? randomBytes(12).toString('base64url');
  const user = {
    tenantId,
    email,
    // Until they say who they are: customers read it.
    name: owner.businessName,
    passwordHash: await hashPassword(password),
    role: 'owner' as const,
  };
  const made = await createUser(pool, user);
  return made && !owner.password ? password : undefined;
}

/** @returns how many documents were loaded; 0 at every later start. */
export async function ensureStarter(pool: Pool, library: Library, tenantId: TenantId): Promise<number> {
  if (!(await claimStarter(pool, tenantId))) return 0;
  try {
    return await loadStarter(library, tenantId);
  } catch (error) {
    await releaseStarter(pool, tenantId);
    throw error;
  }
}
