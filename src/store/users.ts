// The people who sign in, their sessions, and who changed what.
import type { TenantId, UserId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export interface User {
  readonly id: UserId;
  readonly tenantId: TenantId;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: 'owner' | 'staff';
}

export interface Session {
  readonly user: User;
  readonly csrfToken: string;
}

interface UserRow {
  readonly id: UserId;
  readonly tenant_id: TenantId;
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly role: 'owner' | 'staff';
}

export async function findUserByEmail(
  db: Queryable,
  tenantId: TenantId,
  email: string,
): Promise<User | undefined> {
  const { rows } = await db.query<UserRow>(
    `select id, tenant_id, email, name, password_hash, role
     from users
     where tenant_id = $1 and email = lower($2)`,
    [tenantId, email],
  );
  return rows[0] && toUser(rows[0]);
}

/** Makes the user, or nothing where the e-mail address is taken. @returns whether one was made. */
export async function createUser(db: Queryable, user: Omit<User, 'id'>): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into users (tenant_id, email, name, password_hash, role)
     values ($1, lower($2), $3, $4, $5)
     on conflict (tenant_id, email) do nothing`,
    [user.tenantId, user.email, user.name, user.passwordHash, user.role],
  );
  return rowCount === 1;
}

/** The user who acts in the staff room under this id; made at their first act, renamed when the room renames them. */
export async function ensureStaff(
  db: Queryable,
  tenantId: TenantId,
  staff: { readonly externalId: string; readonly name: string },
): Promise<UserId> {
  const { rows } = await db.query<{ id: UserId }>(
    `insert into users (tenant_id, external_id, name, role)
     values ($1, $2, $3, 'staff')
     on conflict (tenant_id, external_id) do update set name = excluded.name
     returning id`,
    [tenantId, staff.externalId, staff.name],
  );
  const [row] = rows;
  if (!row) throw new Error('an upsert returned no row');
  return row.id;
}

/** Sets a new password and ends every session of the user. */
export async function changePassword(
  db: Queryable,
  user: Pick<User, 'id' | 'tenantId'>,
  passwordHash: string,
): Promise<void> {
  await db.query(
    `with changed as (
       update users set password_hash = $3 where id = $2 and tenant_id = $1 returning id
     )
     delete from sessions where user_id in (select id from changed)`,
    [user.tenantId, user.id, passwordHash],
  );
}

/** The name that customers see when this person takes over. */
export async function renameUser(
  db: Queryable,
  user: Pick<User, 'id' | 'tenantId'>,
  name: string,
): Promise<void> {
  await db.query('update users set name = $3 where id = $2 and tenant_id = $1', [
    user.tenantId,
    user.id,
    name,
  ]);
}

/** @param id SHA-256 of the cookie's value. */
export async function createSession(
  db: Queryable,
  session: { readonly id: Buffer; readonly user: User; readonly csrfToken: string; readonly expiresAt: Date },
): Promise<void> {
  await db.query(
    `insert into sessions (id, tenant_id, user_id, csrf_token, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [session.id, session.user.tenantId, session.user.id, session.csrfToken, session.expiresAt],
  );
}

export async function findSession(db: Queryable, id: Buffer): Promise<Session | undefined> {
  const { rows } = await db.query<UserRow & { csrf_token: string }>(
    `select u.id, u.tenant_id, u.email, u.name, u.password_hash, u.role, s.csrf_token
     from sessions s
     join users u on u.id = s.user_id
     where s.id = $1 and s.expires_at > now()`,
    [id],
  );
  const [row] = rows;
  return row && { user: toUser(row), csrfToken: row.csrf_token };
}

export async function deleteSession(db: Queryable, id: Buffer): Promise<void> {
  await db.query('delete from sessions where id = $1', [id]);
}

export async function deleteExpiredSessions(db: Queryable): Promise<void> {
  await db.query('delete from sessions where expires_at < now()');
}

/** @param entry `subject` is an id or a title's id, never a message's text. */
export async function recordAudit(
  db: Queryable,
  tenantId: TenantId,
  entry: { readonly userId: UserId | undefined; readonly action: string; readonly subject: string },
): Promise<void> {
  await db.query(
    `insert into audit (tenant_id, user_id, action, subject)
     values ($1, $2, $3, $4)`,
    [tenantId, entry.userId ?? null, entry.action, entry.subject],
  );
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    role: row.role,
  };
}
