import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import { SealingFault, type Binding, type DataKey, type Sealing } from '../../platform/sealing/index.ts';
import type { PartOfAct, SealedPart } from './act.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import { findPart } from './parts.sql.ts';

export type PartDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly customers: {
    dataKey(customerId: CustomerId): Promise<DataKey>;
    /** Without those who were erased. */
    dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>>;
  };
};

/** What stood there of a customer's values, and what stands there now. */
export type PersonalChange = {
  readonly before: Json;
  readonly after: Json;
  /** Why, in the words of whoever did it. */
  readonly reason?: string;
};

export type OpenedPart =
  | ({ readonly state: 'opened' } & PersonalChange)
  /** The customer was erased, and this with it. */
  | { readonly state: 'erased' }
  /** It is not what the act says was sealed, or is not there though its customer is. */
  | { readonly state: 'changed' };

const SALT_BYTES = 32;

/** Where the personal part of an act lies sealed. */
export function partBinding(partId: string): Binding {
  return { table: 'audit_parts', column: 'sealed', row: partId };
}

/**
 * Seals what an act changed of a customer's values by the customer's key. Before the transaction of the act, since it reads the
 * key. The act holds the hash of what is sealed, not of the envelope: that is another one when keys are changed. Random
 * bytes are sealed with it, so that nobody finds a phone by hashing all there are.
 */
export async function sealPart(
  { sealing, clock, customers }: PartDeps,
  customerId: CustomerId,
  { before, after, reason }: PersonalChange,
): Promise<SealedPart> {
  const dataKey = await customers.dataKey(customerId);
  const partId = newUuid(clock.now());
  const text = canonicalJson({
    ...{ before, after, salt: randomBytes(SALT_BYTES).toString('base64url') },
    ...(reason !== undefined && { reason }),
  });
  return { customerId, partId, hash: hashOf(text), sealed: sealing.seal(dataKey, partBinding(partId), text) };
}

/** Opens it again, and looks whether it is what was sealed. Whoever asks has said why, and that is an act too. */
export async function openPart(
  { database, sealing, customers }: PartDeps,
  part: PartOfAct,
): Promise<OpenedPart> {
  const [sealed, dataKeys] = await Promise.all([
    findPart(database, part),
    customers.dataKeys([part.customerId]),
  ]);
  return readPart(sealing, part, dataKeys.get(part.customerId), sealed);
}

/** The same of what was read already. */
export function readPart(
  sealing: Sealing,
  part: PartOfAct,
  dataKey: DataKey | undefined,
  sealed: Buffer | undefined,
): OpenedPart {
  if (dataKey === undefined) return { state: 'erased' };
  const text = sealed && openText(sealing, dataKey, part.partId, sealed);
  if (text === undefined || !hashOf(text).equals(part.hash)) return { state: 'changed' };
  const { before, after, reason } = JSON.parse(text) as PersonalChange;
  return { state: 'opened', before, after, ...(reason !== undefined && { reason }) };
}

function openText(sealing: Sealing, dataKey: DataKey, partId: string, sealed: Buffer): string | undefined {
  try {
    return sealing.open(dataKey, partBinding(partId), sealed);
  } catch (error) {
    if (error instanceof SealingFault) return undefined;
    throw error;
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
