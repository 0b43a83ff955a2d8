import { saveDraft, trying, viewEditor } from '#lib/freight/editor.server.ts';
import { EMPTY_DRAFT } from '#lib/freight/freight-draft.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => ({ view: viewEditor(event, EMPTY_DRAFT) });

export const actions: Actions = { ...trying, save: (event) => saveDraft(event) };
