import type { Clock } from '../../kernel/clock.ts';
import type { Language } from '../../kernel/language.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { everyPage } from '../../platform/walk.ts';
import { phoneChangeBinding } from './bindings.ts';
import {
  deletePhoneChange,
  deletePhoneChangesBefore,
  findSealedPhoneChange,
  insertPhoneChange,
  listUntoldPhoneChanges,
  type PhoneChangeRef,
  type UntoldPhoneChange,
} from './phone-changes.sql.ts';

/** Longer than an event is tried to be told: a person who takes up its case still finds the phone. */
const KEPT_MS = 7 * 24 * 3_600_000;
const PAGE = 200;

/** Both phones of a change. Personal, never to be logged. */
export type PhoneChange = { readonly oldPhone: string; readonly newPhone: string };

/** What is known of phones that were given up, until they were told so. */
export type PhoneChangesKept = {
  /** Undefined where the old phone was told, days have gone by, or there is no such customer. */
  findPhoneChange(which: PhoneChangeRef): Promise<PhoneChange | undefined>;
  /** Once the old phone was told. */
  forgetPhoneChange(which: PhoneChangeRef): Promise<void>;
  /** For a job: all that were not told yet and are of before that moment, page by page. */
  everyUntoldPage(before: Date): AsyncIterable<readonly UntoldPhoneChange[]>;
  /** For a job: those that could not be told for days. Answers how many. */
  forgetOldPhoneChanges(): Promise<number>;
};

export function keepPhoneChanges(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): PhoneChangesKept {
  const { database, sealing, clock } = deps;
  return {
    async findPhoneChange(which) {
      const found = await findSealedPhoneChange(database, which);
      const key = found && (await sealing.openDataKeys(found.dataKeys)).get(which.customerId);
      if (found === undefined || key === undefined) return undefined;
      const open = (column: PhoneColumn, sealed: Buffer): string =>
        sealing.open(key, phoneChangeBinding(column, which.changeId), sealed);
      return {
        oldPhone: open('old_phone_sealed', found.oldPhoneSealed),
        newPhone: open('new_phone_sealed', found.newPhoneSealed),
      };
    },
    forgetPhoneChange: (which) => deletePhoneChange(database, which),
    everyUntoldPage: (before) =>
      everyPage<UntoldPhoneChange>(PAGE, (after) => listUntoldPhoneChanges(database, before, after, PAGE)),
    forgetOldPhoneChanges: () =>
      deletePhoneChangesBefore(database, new Date(clock.now().getTime() - KEPT_MS)),
  };
}

type PhoneColumn = Parameters<typeof phoneChangeBinding>[0];

/** Keeps both phones, in the transaction that changes one for the other. */
export async function writePhoneChange(
  sealing: Sealing,
  tx: Queryable,
  {
    dataKey,
    oldPhone,
    newPhone,
    ...change
  }: PhoneChangeRef & PhoneChange & { dataKey: DataKey; language: Language; now: Date },
): Promise<void> {
  const seal = (column: PhoneColumn, phone: string): Buffer =>
    sealing.seal(dataKey, phoneChangeBinding(column, change.changeId), phone);
  await insertPhoneChange(tx, {
    ...change,
    oldPhoneSealed: seal('old_phone_sealed', oldPhone),
    newPhoneSealed: seal('new_phone_sealed', newPhone),
  });
}
