import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { askAgain } from '#lib/privacy/consent-bar.server.ts';
import { proveFirst } from '#lib/account/prove-first.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { pagePath } from '#lib/request/page-path.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { waitWords } from '#lib/sign-in/sign-in-words.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { Purpose } from '#server/modules/customers/index.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/account/privacy';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What a switch on this page can be for; terms and policy are agreed to together. */
const SWITCHES: readonly string[] = ['marketing', 'recommendation', 'carrier-sharing', 'payment-sharing'];

export const load: PageServerLoad = async (event) => {
  const { customerId } = requireSession(event);
  const { customers, privacy } = event.locals.shop;
  const cursor = event.url.searchParams.get('reads') ?? '';
  const [consents, exports, deletion, blockers, reads] = await Promise.all([
    customers.consents(customerId),
    privacy.exports(customerId),
    privacy.deletion(customerId),
    privacy.deletionBlockers(customerId),
    privacy.staffReads(customerId, { limit: 10, ...(UUID.test(cursor) && { cursor }) }),
  ]);
  const isFree = blockers.orderNos.length + blockers.refundOrderNos.length === 0;
  return {
    consents,
    asked: askAgain(consents, HERE),
    latestExport: exports[0] ?? null,
    now: systemClock.now(),
    deletion: deletion ?? null,
    blockers,
    reads,
    isAsking: event.url.searchParams.has('erase') && deletion === undefined && isFree,
  };
};

async function agree(event: RequestEvent) {
  const { customerId } = requireSession(event);
  const form = await event.request.formData();
  const version = readText(form, 'version', 40);
  for (const purpose of ['terms', 'privacy'] as const) {
    const given = { purpose, version, way: 'page' } as const;
    const outcome = await event.locals.shop.customers.giveConsent(customerId, given);
    if (!outcome.ok)
      return fail(422, { refusal: { title: m.consent_bar_title(), text: m.consent_refused() } });
  }
  redirect(303, safePath(form.get('next'), HERE));
}

async function setConsent(event: RequestEvent) {
  const { customerId } = requireSession(event);
  const { customers } = event.locals.shop;
  const form = await event.request.formData();
  const purpose = readText(form, 'purpose', 40) as Purpose;
  const refused = fail(422, { refusal: { title: m.privacy_consents(), text: m.consent_refused() } });
  if (!SWITCHES.includes(purpose)) return refused;
  const version = readText(form, 'version', 40);
  const outcome =
    readText(form, 'given', 3) === 'yes'
      ? await customers.giveConsent(customerId, { purpose, version, way: 'page' })
      : await customers.withdrawConsent(customerId, { purpose, way: 'page' });
  return outcome.ok ? redirect(303, `${HERE}#consent-${purpose}`) : refused;
}

async function askForExport(event: RequestEvent) {
  const session = requireSession(event);
  const { shop, language } = event.locals;
  const outcome = await shop.privacy.requestExport(session, language);
  if (outcome.ok) redirect(303, `${HERE}#export`);
  if (outcome.error.code === 'step_up_required') proveFirst('export_data', `${HERE}#export`);
  const text = m.export_too_many_text({ wait: waitWords(outcome.error.retryAfterSeconds) });
  return fail(429, { refusal: { title: m.export_too_many_title(), text } });
}

/** Leads to the file by a link made for this once: the browser keeps the page and saves the file. */
async function download(event: RequestEvent) {
  const session = requireSession(event);
  const id = readText(await event.request.formData(), 'id', 64);
  const outcome = await event.locals.shop.privacy.makeExportLink(session, id);
  if (outcome.ok) redirect(303, outcome.value.url);
  if (outcome.error.code === 'step_up_required') proveFirst('fetch_export', `${HERE}#export`);
  return fail(422, { refusal: { title: m.export_gone_title(), text: m.export_gone_text() } });
}

async function erase(event: RequestEvent) {
  const session = requireSession(event);
  const { shop, language } = event.locals;
  const outcome = await shop.privacy.scheduleDeletion(session, language);
  if (outcome.ok) redirect(303, HERE);
  if (outcome.error.code === 'step_up_required') proveFirst('erase_account', pagePath(event.url));
  const { orderNos, refundOrderNos } = outcome.error;
  const text = [
    ...(orderNos.length > 0 ? [m.deletion_blocked_orders(), orderNos.join(' ')] : []),
    ...(refundOrderNos.length > 0 ? [m.deletion_blocked_refunds(), refundOrderNos.join(' ')] : []),
  ].join(' ');
  return fail(422, { refusal: { title: m.deletion_blocked_title(), text } });
}

async function keep(event: RequestEvent) {
  const { customerId } = requireSession(event);
  await event.locals.shop.privacy.cancelDeletion(customerId);
  redirect(303, HERE);
}

export const actions: Actions = { agree, setConsent, export: askForExport, download, erase, keep };
