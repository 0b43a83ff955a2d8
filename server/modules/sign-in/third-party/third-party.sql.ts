import type { CustomerId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { ProviderName } from './login-provider.ts';

export type Flow = {
  readonly stateHash: Buffer;
  readonly provider: ProviderName;
  readonly intent: 'sign-in' | 'link';
  readonly customerId: CustomerId | null;
  readonly browserHash: Buffer;
  readonly returnPath: string;
  readonly insideApp: boolean;
  readonly expiresAt: Date;
};

export async function insertFlow(database: Queryable, flow: Flow): Promise<void> {
  await database.query({
    name: 'sign-in-insert-login-flow',
    text: `insert into login_flows
        (state_hash, provider, intent, customer_id, browser_hash, return_path, inside_app, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      flow.stateHash,
      flow.provider,
      flow.intent,
      flow.customerId,
      flow.browserHash,
      flow.returnPath,
      flow.insideApp,
      flow.expiresAt,
    ],
  });
}

/** Takes a flow out: of callbacks at the same time, one gets it. */
export async function takeFlow(database: Queryable, stateHash: Buffer): Promise<Flow | undefined> {
  const { rows } = await database.query<Flow>({
    name: 'sign-in-take-login-flow',
    text: `delete from login_flows where state_hash = $1
      returning state_hash as "stateHash", provider, intent, customer_id as "customerId",
        browser_hash as "browserHash", return_path as "returnPath", inside_app as "insideApp", expires_at as "expiresAt"`,
    values: [stateHash],
  });
  return rows[0];
}

export type Pending = {
  readonly browserHash: Buffer;
  readonly provider: ProviderName;
  readonly subjectHash: Buffer;
  readonly sealed: Buffer;
  readonly returnPath: string;
  readonly expiresAt: Date;
};

export async function insertPending(database: Queryable, pending: Pending): Promise<void> {
  await database.query({
    name: 'sign-in-insert-pending-link',
    text: `insert into pending_links (browser_hash, provider, subject_hash, sealed, return_path, expires_at)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [
      pending.browserHash,
      pending.provider,
      pending.subjectHash,
      pending.sealed,
      pending.returnPath,
      pending.expiresAt,
    ],
  });
}

export async function findPending(
  database: Queryable,
  browserHash: Buffer,
  now: Date,
): Promise<Pending | undefined> {
  const { rows } = await database.query<Pending>({
    name: 'sign-in-find-pending-link',
    text: `select browser_hash as "browserHash", provider, subject_hash as "subjectHash", sealed,
        return_path as "returnPath", expires_at as "expiresAt"
      from pending_links where browser_hash = $1 and expires_at > $2`,
    values: [browserHash, now],
  });
  return rows[0];
}

/** Uses a pending link up. False where somebody else has, a moment ago. */
export async function deletePending(tx: Queryable, browserHash: Buffer): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'sign-in-delete-pending-link',
    text: 'delete from pending_links where browser_hash = $1',
    values: [browserHash],
  });
  return rowCount === 1;
}

/** The customer whom a provider's person is linked with. Asked before anybody is known, so by the keyed hash alone. */
export async function findCustomerOf(
  database: Queryable,
  provider: ProviderName,
  subjectHash: Buffer,
): Promise<CustomerId | undefined> {
  const { rows } = await database.query<{ customerId: CustomerId }>({
    name: 'sign-in-find-login-subject',
    text: 'select customer_id as "customerId" from login_subjects where provider = $1 and subject_hash = $2',
    values: [provider, subjectHash],
  });
  return rows[0]?.customerId;
}

/** The customer who has this person of a provider from now on: `candidate`, unless somebody else has already. */
export async function claimSubject(
  tx: Queryable,
  provider: ProviderName,
  subjectHash: Buffer,
  candidate: CustomerId,
): Promise<CustomerId> {
  const { rows } = await tx.query<{ customerId: CustomerId }>({
    name: 'sign-in-claim-login-subject',
    // `do nothing` would answer nothing where the person is known; this leaves the row as it is and answers it.
    text: `insert into login_subjects as s (provider, subject_hash, customer_id) values ($1, $2, $3)
      on conflict (provider, subject_hash) do update set customer_id = s.customer_id
      returning customer_id as "customerId"`,
    values: [provider, subjectHash, candidate],
  });
  return rows[0]!.customerId;
}

export type NewLink = {
  readonly customerId: CustomerId;
  readonly provider: ProviderName;
  readonly subjectHash: Buffer;
  readonly sealed: Buffer;
  readonly now: Date;
};

/** Links, or renews what is sealed where the same person is linked already. False where another person of it is. */
export async function upsertLink(tx: Queryable, link: NewLink): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'sign-in-upsert-login-link',
    text: `insert into login_links as l (customer_id, provider, subject_hash, sealed, linked_at)
      values ($1, $2, $3, $4, $5)
      on conflict (customer_id, provider) do update set sealed = excluded.sealed
      where l.subject_hash = excluded.subject_hash`,
    values: [link.customerId, link.provider, link.subjectHash, link.sealed, link.now],
  });
  return rowCount === 1;
}

export type LinkRow = {
  readonly provider: ProviderName;
  readonly sealed: Buffer;
  readonly linkedAt: Date;
};

/** There are no more of them than providers. */
export async function listLinks(database: Queryable, customerId: CustomerId): Promise<readonly LinkRow[]> {
  const { rows } = await database.query<LinkRow>({
    name: 'sign-in-list-login-links',
    text: `select provider, sealed, linked_at as "linkedAt" from login_links where customer_id = $1
      order by linked_at, provider limit 10`,
    values: [customerId],
  });
  return rows;
}

/** Both tables in one transaction, so that neither stays without the other. False where there was no such link. */
export async function deleteLink(
  tx: Queryable,
  customerId: CustomerId,
  provider: ProviderName,
): Promise<boolean> {
  const { rows } = await tx.query<{ subjectHash: Buffer }>({
    name: 'sign-in-delete-login-link',
    text: `delete from login_links where customer_id = $1 and provider = $2 returning subject_hash as "subjectHash"`,
    values: [customerId, provider],
  });
  if (rows.length === 0) return false;
  await tx.query({
    name: 'sign-in-delete-login-subject',
    text: 'delete from login_subjects where provider = $1 and subject_hash = $2 and customer_id = $3',
    values: [provider, rows[0]!.subjectHash, customerId],
  });
  return true;
}
