import { NUMBERS, type DescribedTable, type Field } from '../../platform/described-table.ts';

const SECRET: Field = {
  what: 'secrets by which endpoints of webhooks know the shop',
  keptAs: "sealed by the shop's own key",
  why: 'signing what is sent to them',
  howLong: 'while the endpoint is there; one that was replaced until the next is',
};
const NOBODYS = "of the merchant's programs; of customers their random ids alone";

export const webhookTables: readonly DescribedTable[] = [
  {
    table: 'webhook_endpoints',
    nobodys: NOBODYS,
    columns: {
      endpoint_id: { nothing: 'a random id' },
      url: { nothing: "the address of a merchant's program" },
      description: { nothing: 'what the program is called' },
      events: { nothing: 'kinds of events' },
      state: { nothing: 'whether it is told' },
      secret_sealed: { holds: SECRET },
      previous_secret_sealed: { holds: SECRET },
      previous_until: { nothing: 'when a secret ends' },
      given_up: { nothing: 'how many could not be delivered' },
      created_at: { nothing: 'when it was made' },
    },
  },
  {
    table: 'webhook_deliveries',
    nobodys: NOBODYS,
    columns: {
      delivery_id: { nothing: 'a random id' },
      endpoint_id: { nothing: 'a random id' },
      message_id: { nothing: 'a hash over an event' },
      event_type: { nothing: 'a kind of event' },
      payload: { holds: NUMBERS },
      state: { nothing: 'whether it arrived' },
      tries: { nothing: 'how often it was tried' },
      next_at: { nothing: 'when it is tried next' },
      attempts: { nothing: 'what the program of the merchant answered' },
      created_at: { nothing: 'when it was made' },
    },
  },
];
