import type { Binding, Sealing } from '../../platform/sealing/index.ts';
import type { SealedReason, Subject } from './act.ts';

export function sealReasonOf(
  sealing: Pick<Sealing, 'seal' | 'shopKey'>,
  subject: Subject,
  reason: string,
): SealedReason {
  return sealing.seal(sealing.shopKey, reasonBinding(subject), reason) as SealedReason;
}

export function openReasonOf(
  sealing: Pick<Sealing, 'open' | 'shopKey'>,
  subject: Subject,
  sealed: Buffer,
): string {
  return sealing.open(sealing.shopKey, reasonBinding(subject), sealed);
}

function reasonBinding({ kind, id }: Subject): Binding {
  return { table: 'audit_acts', column: 'reason_sealed', row: `${kind} ${id}` };
}
