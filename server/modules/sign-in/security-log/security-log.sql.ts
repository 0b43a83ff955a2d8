import type { CustomerId } from '../../../kernel/ids.ts';
import type { Database } from '../../../platform/database.ts';

export type SecurityRecord = {
  readonly at: Date;
  readonly event: string;
  readonly customerId: CustomerId | null;
  readonly sessionId: string | null;
  readonly phoneHash: Buffer | null;
  readonly addressHash: Buffer | null;
  readonly way: string | null;
  readonly reason: string | null;
};

export async function insertRecords(database: Database, records: readonly SecurityRecord[]): Promise<void> {
  await database.query({
    name: 'sign-in-insert-security-records',
    text: `insert into security_log (at, event, customer_id, session_id, phone_hash, address_hash, way, reason)
      select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::uuid[], $5::bytea[], $6::bytea[],
        $7::text[], $8::text[])`,
    values: [
      records.map((record) => record.at),
      records.map((record) => record.event),
      records.map((record) => record.customerId),
      records.map((record) => record.sessionId),
      records.map((record) => record.phoneHash),
      records.map((record) => record.addressHash),
      records.map((record) => record.way),
      records.map((record) => record.reason),
    ],
  });
}
