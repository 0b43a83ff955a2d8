import { m } from '#lib/words/m.ts';
import { readLine } from '../form/read-form.server.ts';

const LONGEST_DESCRIPTION = 60;
const MOST_EVENTS = 100;

/** What a form says of a webhook. */
export type TypedWebhook = {
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
};
export type WebhookErrors = { readonly description?: string; readonly events?: string };

/** The same with what is missing in it, in words by its field. */
export function readWebhook(form: FormData): { typed: TypedWebhook; errors: WebhookErrors } {
  const url = readLine(form, 'url');
  const description = readLine(form, 'description');
  const events = readChosen(form, 'event', MOST_EVENTS);
  const length = [...description].length;
  return {
    typed: { url, description, events },
    errors: {
      ...((length === 0 || length > LONGEST_DESCRIPTION) && { description: m.webhook_description_missing() }),
      ...(events.length === 0 && { events: m.webhook_events_missing() }),
    },
  };
}

/** What was ticked under a name. */
export function readChosen(form: FormData, name: string, most: number): string[] {
  return form
    .getAll(name)
    .filter((value) => typeof value === 'string')
    .slice(0, most);
}
