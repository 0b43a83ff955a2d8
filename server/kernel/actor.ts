import type { Brand } from './brand.ts';
import type { CustomerId } from './ids.ts';

/** Names one of the staff. */
export type StaffId = Brand<string, 'StaffId'>;
/** Names a key by which a program acts for one of the staff. A UUIDv7. */
export type ApiKeyId = Brand<string, 'ApiKeyId'>;

/** Who has done something to an order, a payment or a case. Whatever is written about one says it. */
export type Actor =
  | { readonly by: 'customer'; readonly customerId: CustomerId }
  /** `keyId`: where a program did it by a key that they have made. */
  | { readonly by: 'staff'; readonly staffId: StaffId; readonly keyId?: ApiKeyId }
  | { readonly by: 'gateway'; readonly name: string }
  | { readonly by: 'carrier'; readonly name: string }
  /** The program by itself: the job, or the part of it that nobody asks for. */
  | { readonly by: 'system'; readonly job: string };

export type ActorKind = Actor['by'];

/** An actor as two columns. The row of a customer says itself who that is. */
export function actorColumns(actor: Actor): readonly [by: ActorKind, id: string | null] {
  switch (actor.by) {
    case 'customer':
      return [actor.by, null];
    case 'staff':
      return [actor.by, actor.staffId];
    case 'gateway':
    case 'carrier':
      return [actor.by, actor.name];
    case 'system':
      return [actor.by, actor.job];
  }
}

/** What stands for the name of a gateway or job in rows of a time when none was written. */
const UNRECORDED = 'unrecorded';

/** The actor of two columns in a row of this customer. */
export function toActor(by: ActorKind, id: string | null, customerId: CustomerId): Actor {
  const name = id ?? UNRECORDED;
  switch (by) {
    case 'customer':
      return { by, customerId };
    case 'staff':
      return { by, staffId: name as StaffId };
    case 'gateway':
    case 'carrier':
      return { by, name };
    case 'system':
      return { by, job: name };
  }
}
