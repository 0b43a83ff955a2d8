import type { TSchema } from 'typebox';
import type { EventKinds } from '../server/platform/events.ts';
import { eventsOf } from '../server/make-house.ts';

/** What modules tell each other, for docs/events.md. */
export function listEvents(events: EventKinds = eventsOf()): string {
  const rows = Object.entries(events)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { v, says, facts }]) => {
      const names = Object.entries(facts.properties as Record<string, TSchema>).map(
        ([name, fact]) => `\`${name}\`${choicesOf(fact)}`,
      );
      return `| \`${type}\` | ${v} | ${says} | ${names.join(' ')} |`;
    });
  return `# Events

What modules tell each other. A module says what has happened in the transaction that saves it; whoever listens is told by a
job, once at least, in no certain order. Amounts are fen, moments RFC 3339 in UTC, and nothing is personal but the random id
of a customer. \`actor\` is who has done it: a customer or one of the staff by id, a gateway or carrier by name, the program by
the name of its job. How it works and why: [decision 0034](decisions/0034-events-by-jobs.md). This page is made from the code by
\`docs/generate-docs.ts\`.

| event | version | what has happened | facts |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** The words that a fact is one of. */
function choicesOf(fact: TSchema): string {
  const { anyOf = [] } = fact as { anyOf?: readonly { const?: string }[] };
  const words = anyOf.flatMap((choice) => (choice.const === undefined ? [] : [`\`${choice.const}\``]));
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
