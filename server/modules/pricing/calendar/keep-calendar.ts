import { dayOf } from '../../../kernel/shop-day.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { newUuid } from '../../../kernel/ids.ts';
import { refuse, ok, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database } from '../../../platform/database.ts';
import { record } from '../../audit/index.ts';
import { actBy, type StaffSession } from '../../staff/index.ts';
import { listCampaigns } from '../campaigns/campaigns.sql.ts';
import {
  daysOfMonth,
  momentsOf,
  periodOf,
  shownOn,
  upcoming,
  type CalendarDay,
  type OccasionRefusal,
} from './calendar.decide.ts';
import { festivalsOf, knowsYear, type Festival, type FestivalKey } from './festivals.ts';
import { deleteOwnDays, insertOwnDays, listOwnDays, type OwnDays } from './own-days.sql.ts';

export type Proposal = Festival & { readonly startsAt: Date; readonly endsAt: Date };
export type Month = {
  readonly month: string;
  readonly days: readonly CalendarDay[];
  /** Whether the public holidays of its year were announced. */
  readonly isAnnounced: boolean;
};

/** When campaigns are made for, and which run when. */
export type Calendar = {
  /** Festivals to come and the shop's own days, the next first. */
  proposals(): Promise<readonly Proposal[]>;
  /** `2026-11`. */
  month(month: string): Promise<Month>;
  periodOf(occasion: {
    readonly festival: FestivalKey;
    readonly year: number;
  }): Result<{ readonly startsAt: Date; readonly endsAt: Date }, OccasionRefusal>;
  ownDays(): Promise<readonly OwnDays[]>;
  addOwnDays(
    by: StaffSession,
    days: Omit<OwnDays, 'daysId'>,
  ): Promise<Result<OwnDays, { readonly code: 'own_days_invalid' }>>;
  removeOwnDays(
    by: StaffSession,
    daysId: string,
  ): Promise<Result<null, { readonly code: 'own_days_not_found' }>>;
};

type CalendarDeps = { readonly database: Database; readonly clock: Clock };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `2026-02-30` is none. */
function isDay(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

export function makeCalendar({ database, clock }: CalendarDeps): Calendar {
  const ownFestivals = async (): Promise<Festival[]> =>
    (await listOwnDays(database)).map(({ daysId, name, nameEn, from, until }) => ({
      ...{ key: daysId, name: { zh: name, en: nameEn ?? name }, kind: 'own', from, until },
    }));
  return {
    async proposals() {
      const year = Number(dayOf(clock.now()).slice(0, 4));
      const all = [...festivalsOf(year), ...festivalsOf(year + 1), ...(await ownFestivals())];
      return upcoming(all, clock.now()).map((one) => ({ ...one, ...momentsOf(one) }));
    },
    async month(month) {
      const year = Number(month.slice(0, 4));
      const [campaigns, own] = await Promise.all([listCampaigns(database), ownFestivals()]);
      const festivals = [...festivalsOf(year), ...own];
      const days = daysOfMonth(month, festivals, shownOn(campaigns, clock.now()));
      return { month, days, isAnnounced: knowsYear(year) };
    },
    periodOf: (occasion) => periodOf(occasion, festivalsOf(occasion.year)),
    ownDays: () => listOwnDays(database),
    async addOwnDays(by, days) {
      const isFaulty = days.name === '' || !isDay(days.from) || !isDay(days.until) || days.until < days.from;
      if (isFaulty) return refuse({ code: 'own_days_invalid' });
      const now = clock.now();
      const made: OwnDays = { ...days, daysId: newUuid(now) };
      await inTransaction(database, async (tx) => {
        await insertOwnDays(tx, made);
        const { daysId: id, ...after } = made;
        const did = { what: 'calendar:add', subject: { kind: 'own_days', id }, after };
        await record(tx, [actBy(by, now, did)]);
      });
      return ok(made);
    },
    removeOwnDays: (by, daysId) =>
      inTransaction(database, async (tx) => {
        const gone = await deleteOwnDays(tx, daysId);
        if (gone === undefined) return refuse({ code: 'own_days_not_found' });
        const { daysId: id, ...before } = gone;
        const did = { what: 'calendar:remove', subject: { kind: 'own_days', id }, before };
        await record(tx, [actBy(by, clock.now(), did)]);
        return ok(null);
      }),
  };
}
