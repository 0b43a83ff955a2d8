import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readLine, readText } from '#lib/form/read-form.server.ts';
import { keyRefusal, webhookRefusal } from '#lib/integration/integration-words.server.ts';
import {
  readChosen,
  readWebhook,
  type TypedWebhook,
  type WebhookErrors,
} from '#lib/integration/read-webhook.server.ts';
import { m } from '#lib/words/m.ts';
import { KEY_SCOPES } from '#server/kernel/permission.ts';
import type { Actions, PageServerLoad } from './$types';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const VALID_DAYS = [30, 90, 180, 365];
const LONGEST_NAME = 40;
const MOST_SCOPES = 100;
/** As `modules/webhooks` has it: where a demo shop takes in what it sends. */
const INBOX = '/api/v1/demo/webhook-inbox';

export const load: PageServerLoad = async (event) => {
  const { staff, webhooks, session } = requireOffice(event);
  const { searchParams } = event.url;
  const { demo, publicUrl } = event.locals.shop.settings;
  const [keys, endpoints] = await Promise.all([staff.keys.list(), webhooks.list()]);
  const mayChange = session.permissions.has('integrations:change');
  return {
    ...{ keys, endpoints, mayChange, now: new Date(), events: webhooks.offered, days: VALID_DAYS },
    scopes: KEY_SCOPES.filter((scope) => session.permissions.has(scope)),
    asksKey: mayChange && searchParams.has('key'),
    asksWebhook: mayChange && searchParams.has('webhook'),
    revoking: mayChange ? keys.find(({ id }) => id === searchParams.get('revoke')) : undefined,
    inbox: demo && publicUrl.startsWith('http:') ? `${publicUrl}${INBOX}` : undefined,
    hasChanged: searchParams.has('changed'),
  };
};

/** What was typed, and what is wrong with it: by its field, or with all of it. */
type Refused<Typed, Errors> = { readonly typed: Typed; readonly errors: Errors; readonly refusal?: string };
type TypedKey = { readonly name: string; readonly scopes: readonly string[]; readonly validDays: number };
type KeyErrors = { readonly name?: string; readonly scopes?: string };
const refuseKey = (status: number, key: Refused<TypedKey, KeyErrors>) => fail(status, { key });
const refuseWebhook = (status: number, webhook: Refused<TypedWebhook, WebhookErrors>) =>
  fail(status, { webhook });

export const actions: Actions = {
  async key(event) {
    const { staff, session } = requireOffice(event, 'integrations:change');
    const form = await event.request.formData();
    const name = readLine(form, 'name');
    const scopes = readChosen(form, 'scope', MOST_SCOPES);
    const asked = Number(readText(form, 'days', 4));
    const validDays = VALID_DAYS.includes(asked) ? asked : VALID_DAYS[0]!;
    const typed = { name, scopes, validDays };
    const isNamed = name !== '' && [...name].length <= LONGEST_NAME;
    const errors = {
      ...(!isNamed && { name: m.key_name_missing() }),
      ...(scopes.length === 0 && { scopes: m.key_scopes_missing() }),
    };
    if (Object.keys(errors).length > 0) return refuseKey(422, { typed, errors });
    const outcome = await staff.keys.make(session, typed);
    if (!outcome.ok) return refuseKey(409, { typed, errors: {}, refusal: keyRefusal(outcome.error) });
    const { key, token } = outcome.value;
    return { madeKey: { name: key.name, token, expiresAt: key.expiresAt } };
  },
  async revoke(event) {
    const { staff, session } = requireOffice(event, 'integrations:change');
    const id = readText(await event.request.formData(), 'id', 40);
    if (!UUID.test(id)) return fail(404, { keyTrouble: m.key_gone() });
    const outcome = await staff.keys.revoke(session, id);
    if (!outcome.ok && outcome.error.code === 'key_not_found') return fail(404, { keyTrouble: m.key_gone() });
    if (!outcome.ok) return fail(409, { keyTrouble: m.key_revoke_beyond() });
    redirect(303, '/admin/integrations?changed');
  },
  async webhook(event) {
    const { webhooks, session } = requireOffice(event, 'integrations:change');
    const { typed, errors } = readWebhook(await event.request.formData());
    if (Object.keys(errors).length > 0) return refuseWebhook(422, { typed, errors });
    const outcome = await webhooks.make(session, typed);
    if (!outcome.ok) return refuseWebhook(409, { typed, errors: {}, refusal: webhookRefusal(outcome.error) });
    const { endpoint, secret } = outcome.value;
    return { madeWebhook: { id: endpoint.id, name: endpoint.description, secret } };
  },
};
