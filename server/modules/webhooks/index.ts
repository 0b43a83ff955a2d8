export { INBOX_PATH } from './judge-url.ts';
export type { Attempt, Delivery, DeliveryId } from './webhook.ts';
export { webhooksModule } from './webhooks.module.ts';
