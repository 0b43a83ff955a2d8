import { dayOf } from '../../../kernel/shop-day.ts';
import { refuse, ok, type Result } from '../../../kernel/result.ts';
import type { CampaignRecord } from '../campaigns/campaign-record.ts';
import { phaseOf } from '../campaigns/change-campaign.decide.ts';
import type { Festival, FestivalKey, Span } from './festivals.ts';

const DAY_MS = 24 * 3_600_000;

/** The first moment of a day of Shanghai. */
export const beginningOf = (day: string): Date => new Date(`${day}T00:00:00+08:00`);

/** From the first moment of the first day to the last of the last one. */
export function momentsOf({ from, until }: Span): { readonly startsAt: Date; readonly endsAt: Date } {
  return { startsAt: beginningOf(from), endsAt: new Date(beginningOf(until).getTime() + DAY_MS) };
}

export type OccasionRefusal = {
  readonly code: 'holiday_year_unknown';
  readonly festival: FestivalKey;
  readonly year: number;
};

/** When a festival of a year is. A holiday of a year that was not announced yet is refused. */
export function periodOf(
  { festival, year }: { readonly festival: FestivalKey; readonly year: number },
  festivals: readonly Festival[],
): Result<ReturnType<typeof momentsOf>, OccasionRefusal> {
  const found = festivals.find(({ key }) => key === `${festival}-${year}`);
  return found === undefined
    ? refuse({ code: 'holiday_year_unknown', festival, year })
    : ok(momentsOf(found));
}

/** Those that are not over, the next first. */
export function upcoming(festivals: readonly Festival[], now: Date): Festival[] {
  return festivals
    .filter((festival) => momentsOf(festival).endsAt > now)
    .toSorted((a, b) => (a.from === b.from ? (a.key < b.key ? -1 : 1) : a.from < b.from ? -1 : 1));
}

export type CalendarDay = {
  readonly day: string;
  readonly festivals: readonly Festival[];
  readonly campaigns: readonly CampaignRecord[];
};

/** Each day of a month (`2026-11`) with what it is and which campaigns run or would run on it. */
export function daysOfMonth(
  month: string,
  festivals: readonly Festival[],
  campaigns: readonly CampaignRecord[],
): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (
    let at = beginningOf(`${month}-01`).getTime(), day = dayOf(new Date(at));
    day.startsWith(month);
    at += DAY_MS, day = dayOf(new Date(at))
  )
    days.push({
      day,
      festivals: festivals.filter(({ from, until }) => from <= day && day <= until),
      campaigns: campaigns.filter(
        ({ startsAt, endsAt }) => startsAt.getTime() < at + DAY_MS && endsAt.getTime() > at,
      ),
    });
  return days;
}

/** What the calendar shows: campaigns that were started, and drafts that still could be. */
export function shownOn(campaigns: readonly CampaignRecord[], now: Date): CampaignRecord[] {
  return campaigns
    .filter((one) => phaseOf(one, now) !== 'draft' || one.endsAt > now)
    .toSorted(
      (a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.campaignId < b.campaignId ? -1 : 1),
    );
}
