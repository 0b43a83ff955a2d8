/** A message to one person, as a channel sends it: SMS, mail or push. */
export type OutgoingMessage = {
  readonly channel: 'sms';
  /** A phone number: personal, never to be logged. */
  readonly to: string;
  readonly template: string;
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
};

/** A way to reach people outside of the shop. */
export interface MessageChannel {
  /** Rejects where it could not be sent, with an error that names no receiver: the queue and a case keep its words. */
  send(message: OutgoingMessage): Promise<void>;
}
