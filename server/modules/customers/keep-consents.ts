import type { Clock } from '../../kernel/clock.ts';
import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../../platform/database.ts';
import { insertConsent, listConsents, withdrawConsents, type StoredConsent } from './consents.sql.ts';
import {
  NEEDED,
  PURPOSES,
  type Consent,
  type ConsentRefusal,
  type Consents,
  type ConsentWay,
  type Purpose,
} from './consent.ts';

export type ConsentLedger = {
  consents(customerId: CustomerId): Promise<Consents>;
  /** Refuses `consent_required` where another version was read than the present one. Giving twice changes nothing. */
  giveConsent(
    customerId: CustomerId,
    given: { purpose: Purpose; version: string; way: ConsentWay },
  ): Promise<Result<null, Extract<ConsentRefusal, { code: 'consent_required' }>>>;
  /** Refuses `consent_needed` for what no account can be without. Withdrawing twice changes nothing. */
  withdrawConsent(
    customerId: CustomerId,
    withdrawn: { purpose: Purpose; way: ConsentWay },
  ): Promise<Result<null, Extract<ConsentRefusal, { code: 'consent_needed' }>>>;
  /** For modules that may only do something with a consent: whether it stands. */
  hasConsent(customerId: CustomerId, purpose: Purpose): Promise<boolean>;
};

/** The ledger: every giving is a row, and so is every withdrawal of it, with its time and way. */
export function keepConsents(deps: { database: Database; clock: Clock; version(): string }): ConsentLedger {
  const { database, clock } = deps;

  async function consents(customerId: CustomerId): Promise<Consents> {
    return tellConsents(await listConsents(database, customerId), deps.version());
  }
  return {
    consents,
    async giveConsent(customerId, { purpose, version: read, way }) {
      const version = deps.version();
      if (read !== version) return refuse({ code: 'consent_required', version });
      const now = clock.now();
      await insertConsent(database, { customerId, consentId: newUuid(now), purpose, version, way, now });
      return ok(null);
    },
    async withdrawConsent(customerId, { purpose, way }) {
      if (NEEDED.includes(purpose)) return refuse({ code: 'consent_needed' });
      await withdrawConsents(database, { customerId, purpose, way, now: clock.now() });
      return ok(null);
    },
    async hasConsent(customerId, purpose) {
      return (await consents(customerId)).items.some((item) => item.purpose === purpose && item.isGiven);
    },
  };
}

/** `stored` comes newest first. */
function tellConsents(stored: readonly StoredConsent[], version: string): Consents {
  const items = PURPOSES.map((purpose): Consent => {
    const rows = stored.filter((row) => row.purpose === purpose);
    const standing = rows.find((row) => row.withdrawnAt === null);
    const shown = standing ?? rows[0];
    return {
      purpose,
      isNeeded: NEEDED.includes(purpose),
      isGiven: standing !== undefined,
      version: shown?.version ?? null,
      givenAt: shown?.givenAt ?? null,
      way: shown?.way ?? null,
      withdrawnAt: shown?.withdrawnAt ?? null,
    };
  });
  const isCurrent = NEEDED.every((purpose) =>
    stored.some((row) => row.purpose === purpose && row.version === version && row.withdrawnAt === null),
  );
  return { version, isCurrent, items };
}
