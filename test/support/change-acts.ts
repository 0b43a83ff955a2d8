import type pg from 'pg';
import type { StaffId } from '../../server/kernel/actor.ts';
import type { NewAct } from '../../server/modules/audit/index.ts';

/** So many acts of one of the staff, a second after each other. */
export function manyActs(count: number, changes: Partial<NewAct> = {}): NewAct[] {
  return Array.from({ length: count }, (_, n) => ({
    actor: { by: 'staff', staffId: 'ada' as StaffId },
    what: 'stock:count',
    subject: { kind: 'sku', id: String(n) },
    before: { onHand: n },
    after: { onHand: n + 1 },
    reason: null,
    from: '杭州，Chrome',
    at: new Date(Date.UTC(2026, 10, 26) + n * 1_000),
    ...changes,
  }));
}

/** Changes the trail as only the owner of the table can, who takes the rights back and stops the trigger. */
export async function changeByHand(pool: pg.Pool, statement: string): Promise<void> {
  await pool.query('grant all on audit_acts to current_user');
  await pool.query('alter table audit_acts disable trigger only_added_to');
  await pool.query(statement);
  await pool.query('alter table audit_acts enable always trigger only_added_to');
}
