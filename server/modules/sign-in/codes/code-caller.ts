import type { DeviceMark } from '../../../kernel/device-mark.ts';
import { networksOf } from '../../../platform/http/client-address.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { CodePurpose, Session } from '../way-in.ts';
import type { Mobile } from '../../../kernel/phone.ts';

/** Who asked for a code, who alone can use it. Each hash is bound to the phone, so none ties two phones together. */
export type CodeCaller = {
  readonly phoneHash: Buffer;
  readonly askerHash: Buffer;
};

/** Somebody who is not signed in: the browser by its mark, or its network where it keeps none. */
export type BrowserCaller = CodeCaller & {
  readonly networkHash: Buffer;
  readonly keepsMark: boolean;
};

/** A session: its codes are for nobody else, from wherever it asks. */
export function sessionCaller(
  sealing: Sealing,
  purpose: CodePurpose,
  phone: Mobile,
  { sessionId }: Pick<Session, 'sessionId'>,
): CodeCaller {
  return {
    phoneHash: sealing.lookUpHash('phone', phone),
    askerHash: sealing.lookUpHash('code-asker', `${purpose} ${phone} session ${sessionId}`),
  };
}

/** The mark that came with the request. One that goes out with the answer, perhaps never to be seen again, is none. */
export function keptMark({ deviceMark, isMarkNew = false }: Attempter): DeviceMark | undefined {
  return isMarkNew ? undefined : deviceMark;
}

export function browserCaller(
  sealing: Sealing,
  purpose: CodePurpose,
  phone: Mobile,
  who: Attempter,
): BrowserCaller {
  const { clientAddress, deviceMark } = who;
  const networkHash = sealing.lookUpHash(
    'code-network',
    `${purpose} ${phone} ${networksOf(clientAddress).subscriber}`,
  );
  return {
    phoneHash: sealing.lookUpHash('phone', phone),
    askerHash:
      deviceMark === undefined
        ? networkHash
        : sealing.lookUpHash('code-asker', `${purpose} ${phone} device ${deviceMark}`),
    networkHash,
    keepsMark: keptMark(who) !== undefined,
  };
}

/**
 * By what one caller's codes are counted: a mark that is new each time is no way round a limit, and one that comes back was
 * counted when it was new.
 */
export function countedAs({ askerHash, networkHash, keepsMark }: BrowserCaller): readonly Buffer[] {
  if (keepsMark) return [askerHash];
  return askerHash.equals(networkHash) ? [networkHash] : [networkHash, askerHash];
}
