import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { wordsIn } from '#server/kernel/language.ts';
import { couponProblems } from '#server/modules/pricing/coupons/coupons.problems.ts';
import type { Shop } from '#server/shop.ts';
import { orderedFrom } from '../checkout/ordered-from.server.ts';
import { readLine, readText } from '../form/read-form.server.ts';
import { pagePath } from '../request/page-path.server.ts';
import { DEAL, SHOWN } from './shown.ts';
import type { ClaimOutcome } from './ticket-view.ts';

type Claimed = Awaited<ReturnType<Shop['coupons']['claim']>>;
type Refused = Extract<Claimed, { ok: false }>['error'];

/**
 * Claims the coupon of a form on any page. Who has not signed in is asked to, and comes back to the same place with the tickets
 * open.
 */
export async function claimInPlace(event: RequestEvent) {
  const form = await event.request.formData();
  const campaignId = readText(form, 'campaignId', 36);
  return claim(event, form, { campaignId }, campaignId);
}

export async function claimByCode(event: RequestEvent) {
  const form = await event.request.formData();
  const code = readLine(form, 'code');
  if (code === '') return fail(422, { claim: refused(m.coupon_code_missing(), m.coupon_code_hint()) });
  return claim(event, form, { code }, 'code');
}

async function claim(
  event: RequestEvent,
  form: FormData,
  wanted: { readonly campaignId: string } | { readonly code: string },
  what: string,
) {
  const { shop, session, language } = event.locals;
  if (session === undefined) redirect(303, `/login?next=${encodeURIComponent(backTo(event.url))}`);
  const key = `${readText(form, 'idempotencyKey', 36)} ${what}`.slice(0, 80);
  const from = orderedFrom(event);
  const outcome = await shop.coupons.claim({ customerId: session.customerId, wanted, from, key }, language);
  if (!outcome.ok) return fail(422, { claim: says(outcome.error, language) });
  const title = m.coupon_got({ name: outcome.value.coupon.name });
  return { claim: { ok: true, title } satisfies ClaimOutcome };
}

function backTo(url: URL): string {
  const back = new URL(url);
  if (back.pathname !== '/coupons') back.searchParams.set(DEAL, SHOWN);
  return pagePath(back);
}

const refused = (title: string, text: string): ClaimOutcome => ({ ok: false, title, text });

function says(error: Refused, language: Parameters<typeof wordsIn>[1]): ClaimOutcome {
  if (error.code === 'too_many_requests')
    return refused(
      m.coupon_code_wait_title(),
      m.coupon_code_wait({ count: Math.ceil(error.retryAfterSeconds / 60) }),
    );
  if (error.code === 'not_found' || error.code === 'idempotency_key_reused')
    return refused(m.coupon_not_there_title(), m.coupon_not_there());
  const { title, detail } = couponProblems[error.code];
  const words = typeof detail === 'function' ? (detail as (facts: object) => typeof title)(error) : detail;
  return refused(wordsIn(title, language), wordsIn(words, language));
}
