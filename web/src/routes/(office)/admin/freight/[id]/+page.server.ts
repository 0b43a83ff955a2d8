import { error } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { removeTemplate, saveDraft, trying, viewEditor } from '#lib/freight/editor.server.ts';
import { draftOf } from '#lib/freight/read-freight.server.ts';
import { viewTemplate } from '#lib/freight/view-templates.server.ts';
import type { Actions, PageServerLoad } from './$types';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { freight, session } = requireOffice(event);
  const { id } = event.params;
  const known = UUID.test(id) ? await freight.find(id) : undefined;
  if (known === undefined) error(404, 'no such freight template');
  const { searchParams } = event.url;
  const mayChange = session.permissions.has('prices:change');
  return {
    template: viewTemplate(known, event.locals.language, freight),
    view: viewEditor(event, draftOf(known)),
    mayChange,
    did: ['made', 'saved'].find((what) => searchParams.has(what)),
    asksDelete: mayChange && !known.isDefault && searchParams.has('delete'),
  };
};

export const actions: Actions = {
  ...trying,
  save: (event) => saveDraft(event, event.params.id),
  remove: (event) => removeTemplate(event, event.params.id),
};
