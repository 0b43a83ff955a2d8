import { requireOffice } from '#lib/access/guard.server.ts';
import { viewTemplate } from '#lib/freight/view-templates.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { freight, session } = requireOffice(event);
  const templates = await freight.list();
  return {
    templates: templates.map((one) => viewTemplate(one, event.locals.language, freight)),
    mayChange: session.permissions.has('prices:change'),
    isDeleted: event.url.searchParams.has('deleted'),
  };
};
