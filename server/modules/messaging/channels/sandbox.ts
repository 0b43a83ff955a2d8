import type { Clock } from '../../../kernel/clock.ts';
import type { MessageChannel, OutgoingMessage } from '../messaging.ts';

export type SentMessage = OutgoingMessage & { readonly at: Date };
export type SandboxChannel = MessageChannel & {
  /** Newest first; `to` names one receiver. */
  outbox(to: string | undefined): readonly SentMessage[];
};

const KEPT = 500;

/**
 * The demo shop's channel: messages go nowhere but to `/demo`, where a person reads them. They are kept in memory only,
 * since they hold phone numbers and codes in clear, which no table of ours ever does.
 */
export function makeSandboxChannel(clock: Clock): SandboxChannel {
  const sent: SentMessage[] = [];
  return {
    async send(message) {
      sent.unshift({ ...message, at: clock.now() });
      sent.length = Math.min(sent.length, KEPT);
    },
    outbox: (to) => (to === undefined ? [...sent] : sent.filter((message) => message.to === to)),
  };
}
