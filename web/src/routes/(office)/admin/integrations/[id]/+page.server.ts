import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { webhookRefusal } from '#lib/integration/integration-words.server.ts';
import { readWebhook } from '#lib/integration/read-webhook.server.ts';
import { viewDelivery } from '#lib/integration/view-delivery.server.ts';
import type { DeliveryId } from '#server/modules/webhooks/index.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 20;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { webhooks, session } = requireOffice(event);
  const { searchParams } = event.url;
  const endpoint = (await webhooks.list()).find(({ id }) => id === event.params.id);
  if (endpoint === undefined) error(404);
  const after = searchParams.get('after') ?? '';
  const isFailed = searchParams.has('failed');
  const list = await webhooks.deliveries(endpoint.id, {
    ...{ isFailed, limit: PAGE + 1 },
    ...(UUID.test(after) && { before: after as DeliveryId }),
  });
  const items = list.slice(0, PAGE);
  const mayChange = session.permissions.has('integrations:change');
  const asks = (what: string): boolean => mayChange && searchParams.has(what);
  return {
    ...{ endpoint, isFailed, mayChange, events: webhooks.offered, now: new Date() },
    deliveries: items.map(viewDelivery),
    next: list.length > PAGE ? items.at(-1)!.id : undefined,
    isLater: UUID.test(after),
    ...{ asksChange: asks('change'), asksRotate: asks('rotate'), asksRemove: asks('remove') },
    ...{ hasChanged: searchParams.has('changed'), hasSent: searchParams.has('sent') },
  };
};

type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly error: Parameters<typeof webhookRefusal>[0] };

/** Does something about this webhook, and says so on its page, or why not. */
async function act(
  event: RequestEvent<{ id: string }>,
  done: string,
  work: (office: ReturnType<typeof requireOffice>, id: string) => Promise<Outcome>,
) {
  const office = requireOffice(event, 'integrations:change');
  const { id } = event.params;
  if (!UUID.test(id)) error(404);
  const outcome = await work(office, id);
  if (!outcome.ok) return fail(409, { refusal: webhookRefusal(outcome.error) });
  redirect(303, done);
}

const page = ({ params: { id } }: { readonly params: { readonly id: string } }, what: string): string =>
  `/admin/integrations/${id}?${what}`;

export const actions: Actions = {
  async change(event) {
    const { typed, errors } = readWebhook(await event.request.formData());
    if (Object.keys(errors).length > 0) return fail(422, { typed, errors });
    const outcome = await act(event, page(event, 'changed'), ({ webhooks, session }, id) =>
      webhooks.change(session, id, typed),
    );
    return fail(outcome.status, { typed, ...outcome.data });
  },
  on: (event) =>
    act(event, page(event, 'changed'), ({ webhooks, session }, id) =>
      webhooks.change(session, id, { isOn: true }),
    ),
  off: (event) =>
    act(event, page(event, 'changed'), ({ webhooks, session }, id) =>
      webhooks.change(session, id, { isOn: false }),
    ),
  test: (event) => act(event, page(event, 'sent'), ({ webhooks, session }, id) => webhooks.test(session, id)),
  async replay(event) {
    const deliveryId = readText(await event.request.formData(), 'id', 40);
    return act(event, page(event, 'sent'), async ({ webhooks, session }, id) =>
      UUID.test(deliveryId)
        ? webhooks.replay(session, id, deliveryId)
        : { ok: false, error: { code: 'webhook_delivery_not_found' } },
    );
  },
  remove: (event) =>
    act(event, '/admin/integrations?changed', ({ webhooks, session }, id) => webhooks.remove(session, id)),
  async rotate(event) {
    const { webhooks, session } = requireOffice(event, 'integrations:change');
    const { id } = event.params;
    if (!UUID.test(id)) error(404);
    const outcome = await webhooks.rotate(session, id);
    return outcome.ok ? { rotated: outcome.value } : fail(409, { refusal: webhookRefusal(outcome.error) });
  },
};
