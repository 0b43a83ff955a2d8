import { lookup } from 'node:dns';
import { DAY_MS } from '../../platform/budgets/budget.ts';
import type { AnyEvent } from '../../platform/events.ts';
import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { deleteOldDeliveries } from './deliveries.sql.ts';
import { WEBHOOKS_CHANGED } from './endpoints.sql.ts';
import { SEND_JOB, takeEvent } from './hear-events.ts';
import { offeredEvents } from './offered-events.ts';
import { makePost } from './post-webhook.ts';
import { makeSender } from './send-webhooks.ts';
import { webhookTables } from './tables.ts';
import { watchWanted } from './watch-wanted.ts';
import type { WebhookDeps } from './webhooks.deps.ts';
import { webhookRoutes } from './webhooks.http.ts';
import { webhookProblems } from './webhooks.problems.ts';
import { webhookSettings, type WebhookSettings } from './webhooks.settings.ts';
import { keepWebhooks } from './webhooks.ts';

const KEPT_MS = 30 * DAY_MS;
const PAGE = 1_000;

export const webhooksModule = defineModule({
  name: 'webhooks',
  settings: webhookSettings,
  problems: [webhookProblems],
  tables: webhookTables,
  channels: [WEBHOOKS_CHANGED],
  make(house: Ground, { loopbackPorts }: WebhookSettings) {
    const lookUp: WebhookDeps['lookUp'] = lookup;
    const offered = offeredEvents(house.eventKinds);
    const deps: WebhookDeps = {
      ...house,
      ...{ lookUp, offered, post: makePost({ lookUp, ownUrl: house.ownUrl }) },
      rules: { loopbackPorts, isDemo: house.isDemo },
    };
    const wanted = watchWanted(house);
    const sender = makeSender(deps);
    const api = keepWebhooks(deps);
    const hear = (event: AnyEvent): Promise<void> => takeEvent(deps, event);
    return {
      api,
      routes: (app) => webhookRoutes(app, api),
      jobs: { [SEND_JOB]: () => sender.begin(), 'sweep-webhooks': () => sweep(deps) },
      crontab: [everyTime('* * * * *', SEND_JOB), everyTime('23 3 * * *', 'sweep-webhooks')],
      on: Object.fromEntries(offered.map((type) => [type, hear])),
      isListening: (type) => wanted.isWanted(type),
      prepare: () => wanted.look(),
      drain: () => sender.drain(),
      close: () => wanted.close(),
    };
  },
});

/** Job: deliveries are kept for 30 days. */
async function sweep({ database, clock }: WebhookDeps): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_MS);
  while (await deleteOldDeliveries(database, before, PAGE));
}
