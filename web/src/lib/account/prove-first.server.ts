import { redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import type { ProtectedAct } from '#server/modules/sign-in/index.ts';

/** What the page for proving says that it is for. */
const WORDS: Readonly<Record<ProtectedAct, () => string>> = {
  add_passkey: m.prove_for_add_passkey,
  remove_passkey: m.prove_for_remove_passkey,
  set_password: m.prove_for_set_password,
  remove_password: m.prove_for_remove_password,
  link_login: m.prove_for_link_login,
  unlink_login: m.prove_for_unlink_login,
  change_phone: m.prove_for_change_phone,
  end_other_sessions: m.prove_for_end_other_sessions,
  export_data: m.prove_for_export_data,
  fetch_export: m.prove_for_fetch_export,
  erase_account: m.prove_for_erase_account,
};

/** Where a person proves who is there before this act, and comes back from to `next`, a path of this shop. */
export function provePath(act: ProtectedAct, next: string): string {
  return `/account/prove?${new URLSearchParams({ next, act })}`;
}

/** Leads there: what was asked for was refused with `step_up_required`. */
export function proveFirst(act: ProtectedAct, next: string): never {
  redirect(303, provePath(act, next));
}

/** What somebody was about to do who was led to the page for proving; undefined where its address names no act. */
export function actWords({ searchParams }: URL): string | undefined {
  const act = searchParams.get('act') ?? '';
  return Object.hasOwn(WORDS, act) ? WORDS[act as ProtectedAct]() : undefined;
}
