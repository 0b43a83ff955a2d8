import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

const SHOWN = 20;

export const load: PageServerLoad = async ({ locals }) => {
  const { demo } = locals.shop;
  // A real shop has no such page: what it sends is nobody's to read.
  if (demo === undefined) error(404, 'not a demo shop');
  const messages = await demo.outbox(undefined);
  return { messages: messages.slice(0, SHOWN).map(({ to, text, at }) => ({ to, text, at })) };
};
