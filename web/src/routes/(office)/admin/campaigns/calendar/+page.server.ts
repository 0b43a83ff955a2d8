import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readLine, readText } from '#lib/form/read-form.server.ts';
import { toLocal } from '#lib/campaign/local-time.ts';
import { wordsIn } from '#server/kernel/language.ts';
import type { Actions, PageServerLoad } from './$types';

const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;

function besideOf(month: string, step: number): string {
  const [year, of] = month.split('-').map(Number) as [number, number];
  const count = year * 12 + (of - 1) + step;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}

export const load: PageServerLoad = async (event) => {
  const { campaigns, session } = requireOffice(event);
  const { language } = event.locals;
  const asked = event.url.searchParams.get('month') ?? '';
  const today = toLocal(campaigns.forPages.now()).slice(0, 10);
  const month = MONTH.test(asked) ? asked : today.slice(0, 7);
  const [{ days, isAnnounced }, own] = await Promise.all([
    campaigns.calendar.month(month),
    campaigns.calendar.ownDays(),
  ]);
  const nameOf = ({ name, nameEn }: { name: string; nameEn: string | null }): string =>
    language === 'en' ? (nameEn ?? name) : name;
  return {
    ...{ month, today, isAnnounced, before: besideOf(month, -1), after: besideOf(month, 1) },
    mayChange: session.permissions.has('campaigns:change'),
    // Monday is the first: how many cells stand empty before the first day.
    empty: (new Date(`${month}-01T00:00:00Z`).getUTCDay() + 6) % 7,
    days: days.map(({ day, festivals, campaigns: running }) => ({
      day,
      festivals: festivals.map(({ name, kind, key }) => ({ key, kind, name: wordsIn(name, language) })),
      campaigns: running.map((one) => ({ id: one.campaignId, state: one.state, name: nameOf(one) })),
    })),
    own: own.map((one) => ({ id: one.daysId, name: nameOf(one), from: one.from, until: one.until })),
  };
};

export const actions: Actions = {
  async add(event) {
    const { campaigns, session } = requireOffice(event, 'campaigns:change');
    const form = await event.request.formData();
    const typed = {
      ...{ name: readLine(form, 'name'), nameEn: readLine(form, 'nameEn') },
      ...{ from: readText(form, 'from', 10), until: readText(form, 'until', 10) },
    };
    if ([...typed.name].length > 30 || [...typed.nameEn].length > 60) return fail(422, { typed });
    const outcome = await campaigns.calendar.addOwnDays(session, { ...typed, nameEn: typed.nameEn || null });
    if (!outcome.ok) return fail(422, { typed });
    redirect(303, `/admin/campaigns/calendar?month=${typed.from.slice(0, 7)}`);
  },

  async remove(event) {
    const { campaigns, session } = requireOffice(event, 'campaigns:change');
    const form = await event.request.formData();
    await campaigns.calendar.removeOwnDays(session, readText(form, 'id', 36));
    return { removed: true };
  },
};
