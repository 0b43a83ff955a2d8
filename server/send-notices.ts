import type { Messaging } from './modules/messaging/index.ts';

type SendNotice = Messaging['sendNotice'];
export type Notices = {
  /** Never rejects: what a notice tells of is done already, so one that could not be sent must not look as if that had failed. */
  send: SendNotice;
  /** Waits until those that nobody waits for are on their way. */
  drain(): Promise<void>;
};

/** Notices about an account; the program's log is told of those that could not be sent. */
export function makeNotices(
  messaging: Pick<Messaging, 'sendNotice'>,
  log: { error(details: object, message: string): void },
): Notices {
  const underWay = new Set<Promise<void>>();

  async function send(...message: Parameters<SendNotice>): Promise<void> {
    try {
      await messaging.sendNotice(...message);
    } catch (error) {
      log.error({ err: error, notice: message[1] }, 'a notice could not be sent');
    }
  }

  return {
    send(...message) {
      const sending = send(...message).finally(() => underWay.delete(sending));
      underWay.add(sending);
      return sending;
    },
    drain: async () => void (await Promise.all(underWay)),
  };
}
