import { error, fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { isTicked, readNumber, readText } from '#lib/form/read-form.server.ts';
import {
  viewChecks,
  viewFaults,
  viewGateway,
  type CheckView,
} from '#lib/payment-settings/view-gateways.server.ts';
import type { ShownGateway } from '#server/modules/payment/index.ts';
import type { Actions, PageServerLoad } from './$types';

/** Keys are pasted with their lines, and every character of them counts. */
const LONGEST = 4_000;

type Told = {
  readonly gateway: string;
  readonly errors?: Record<string, string>;
  readonly checks?: CheckView[];
  readonly isChanged?: boolean;
  readonly isInUse?: boolean;
};

export const load: PageServerLoad = async (event) => {
  const { gateways, session } = requireOffice(event);
  const mayChange = session.permissions.has('settings:change');
  return {
    gateways: (await gateways.list()).map((gateway) => viewGateway(gateway, event.locals.language)),
    mayChange,
    asksProof: mayChange && !(await gateways.hasProved(session)),
    saved: event.url.searchParams.get('saved'),
  };
};

export const actions: Actions = {
  async save(event) {
    const { gateways, session } = requireOffice(event, 'settings:change');
    const form = await event.request.formData();
    const name = readText(form, 'gateway', 32);
    const shown = (await gateways.list()).find(({ gateway }) => gateway === name);
    if (shown === undefined) error(404, 'no such payment service');
    const outcome = await gateways.save(session, {
      ...{ gateway: name, isOn: isTicked(form, 'on'), ...readFields(form, shown) },
      expectedVersion: Number(readNumber(form, 'expectedVersion')),
    });
    if (outcome.ok) redirect(303, `/admin/settings/payments?saved=${name}#${name}`);
    // The page asks for it before anything can be typed; it has run out meanwhile.
    if (outcome.error.code === 'staff_proof_required') redirect(303, '/admin/settings/payments');
    if (outcome.error.code === 'gateway_settings_invalid') {
      const errors = viewFaults(outcome.error.faults, event.locals.language);
      return fail(422, { gateway: name, errors } satisfies Told as Told);
    }
    if (outcome.error.code === 'gateway_in_use')
      return fail(409, { gateway: name, isInUse: true } satisfies Told as Told);
    return fail(409, { gateway: name, isChanged: true } satisfies Told as Told);
  },

  /** Of what is saved, not of what is typed. */
  async check(event): Promise<Told> {
    const { gateways } = requireOffice(event, 'settings:change');
    const name = readText(await event.request.formData(), 'gateway', 32);
    const results = await gateways.check(name);
    if (results === undefined) error(404, 'no such payment service');
    return { gateway: name, checks: viewChecks(results, event.locals.language) };
  },
};

/** Of secrets only those that were written, or are to go. */
function readFields(
  form: FormData,
  { gateway, fields }: ShownGateway,
): { open: Record<string, string>; secret: Record<string, string> } {
  const typed = (name: string): string => readText(form, `${gateway}.${name}`, LONGEST);
  const gone = new Set(form.getAll('remove'));
  const open = fields.filter(({ isSecret }) => !isSecret).map(({ name }) => [name, typed(name)] as const);
  const secret = fields
    .filter(({ isSecret, name }) => isSecret && (gone.has(name) || typed(name) !== ''))
    .map(({ name }) => [name, gone.has(name) ? '' : typed(name)] as const);
  return { open: Object.fromEntries(open), secret: Object.fromEntries(secret) };
}
