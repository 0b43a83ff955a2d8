import { inject } from 'vitest';
import { openDatabase, type Database } from '../../server/platform/database.ts';
import { openLanes } from '../../server/platform/lanes.ts';
import {
  openFileMasterKey,
  openSealing,
  type MasterKey,
  type Sealing,
} from '../../server/platform/sealing/index.ts';
import { CONSENT_VERSION, makeCustomers, type Customers } from '../../server/modules/customers/index.ts';
import { makeAddresses, type Addresses, type NewAddress } from '../../server/modules/addresses/index.ts';
import {
  makeWaysIn,
  type Attempter,
  type CodePurpose,
  type Session,
  type SignedIn,
  type SignIn,
  type SignInEvent,
  type WaysIn,
} from '../../server/modules/sign-in/index.ts';
import { cookiesOf } from '../../server/kernel/cookies.ts';
import { SessionCache } from '../../server/modules/sign-in/sessions/session-cache.ts';
import type { Language } from '../../server/kernel/language.ts';
import { hearChanges } from '../../server/modules/messaging/hear-changes.ts';
import type { Folded } from '../../server/modules/messaging/messages.ts';
import { makeNoticeBudget } from '../../server/modules/messaging/notice-budget.ts';
import { sendInTime } from '../../server/modules/messaging/send-in-time.ts';
import { makeNotices } from '../../server/modules/messaging/send-notices.ts';
import { keepToldNotices } from '../../server/modules/messaging/told-notices.ts';
import pino from 'pino';
import { keepDeadLetters, retellLetter, type LetterCase } from '../../server/keep-dead-letters.ts';
import { listOpenCases } from '../../server/modules/cases/index.ts';
import { makeSpine, type Spine } from '../../server/platform/events.ts';
import { runWaitingJobs } from './run-waiting-jobs.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

type SentCode = {
  readonly phone: string;
  readonly code: string;
  readonly language: Language;
  readonly purpose: CodePurpose;
};

type SentNotice = {
  readonly phone: string;
  readonly notice: string;
  readonly language: Language;
  readonly params?: Readonly<Record<string, string>>;
};

/** The three modules that know customers, as one process has them. */
export type IdentityModules = {
  readonly customers: Customers;
  readonly addresses: Addresses;
  readonly waysIn: WaysIn;
  readonly emit: Spine<SignInEvent>['emit'];
  /** Runs the jobs that tell customers what happened, as far as they are due. */
  tell(): Promise<void>;
};

export type TestIdentity = IdentityModules & {
  readonly database: TestDatabase;
  readonly sealing: Sealing;
  readonly clock: { now(): Date; advance(ms: number): void };
  /** For what opens sessions past the module; the module believes by one of its own. */
  readonly cache: SessionCache;
  /** All that were sent, newest last. */
  readonly sent: SentCode[];
  /** The notices that were sent, newest last. */
  readonly notices: SentNotice[];
  /** The events that were told of for the last time, and in vain: a hundred at most. */
  deadLetters(): Promise<readonly LetterCase[]>;
  /** Has one told again, as a person would by `npm run cases`. */
  retell(letter: LetterCase): Promise<boolean>;
  /** What the next sendings fail with, if anything: codes and notices, all of them or those to this phone. */
  failSending(error: Error | undefined, to?: string): void;
  /** The same shop as another process would see it, perhaps through another pool. */
  another(database?: Database): Promise<IdentityModules>;
  /** Asks for a code and answers it. Each phone has an address of its own from where it is asked for, where none is told. */
  codeFor(phone: string, who?: string | Attempter): Promise<string>;
  /** What a person sends to sign in, with the right consent, from where the phone's last code was asked for. */
  request(phone: string, code: string, more?: Partial<SignIn>): SignIn;
  /** Gets in, with a fresh code. */
  enter(phone: string): Promise<SignedIn & { session: Session }>;
  stop(): Promise<void>;
};

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export function anAddress(more: Partial<NewAddress> = {}): NewAddress {
  return {
    recipient: '王小明',
    phone: '13912345678',
    regionCode: '310115',
    street: '世纪大道 100 号 3 楼',
    ...more,
  };
}

/** Customers, addresses and the ways in on a database of their own, with a clock that stands until it is moved. */
export async function createTestIdentity(publicUrl = 'http://localhost:3000'): Promise<TestIdentity> {
  const database = await createTestDatabase();
  // As in a shop, who holds a lock never waits for the connections of those who wait for it.
  const behind = openDatabase({
    connection: { connectionString: database.url },
    max: 2,
    onError(error) {
      throw error;
    },
  });
  const lanes = openLanes((lane) => (lane === 'behind' ? behind : database.pool));
  const masterKey: MasterKey = await openFileMasterKey({
    file: inject('testServer').masterKeyFile,
    mayCreate: false,
    mustBePrivate: true,
  });
  let now = Date.parse('2026-11-23T02:00:00Z');
  const clock = { now: () => new Date(now), advance: (ms: number) => void (now += ms) };
  const sent: SentCode[] = [];
  const notices: TestIdentity['notices'] = [];
  let failing: { error: Error | undefined; to?: string | undefined } = { error: undefined };
  function failTo(phone: string): void {
    const { error, to = phone } = failing;
    if (error !== undefined && to === phone) throw error;
  }
  const sealing = await openSealing({ database: database.pool, masterKey });
  const noted = async (phone: string, notice: string, language: Language, params?: SentNotice['params']) => {
    failTo(phone);
    notices.push({ phone, notice, language, ...(params && { params }) });
  };
  const messages = {
    sendNotice: noted,
    sendPrivacyNotice: noted,
    sendOrderNotice: (phone: string, notice: string, language: Language, orderNo: string) =>
      noted(phone, notice, language, { orderNo }),
    sendFoldedNotices: (phone: string, language: Language, folded: readonly Folded[]) =>
      noted(phone, `${folded.map(({ notice, count }) => `${count} ${notice}`).join(', ')}`, language),
  };
  const make = (pool: Database, opened: Sealing): IdentityModules => {
    const deps = { database: pool, sealing: opened, clock };
    const customers = makeCustomers(deps);
    const { dataKey } = customers;
    const { emit, listen, jobs } = makeSpine<SignInEvent>({
      database: pool,
      // Failures are what a test asked for, so nobody reads of them.
      onDeadLetter: keepDeadLetters({ database: pool, clock, log: pino({ level: 'silent' }) }),
    });
    const waysIn = makeWaysIn({
      ...deps,
      emit,
      dataKey,
      cookies: cookiesOf({ isHttps: false }),
      publicUrl,
      shopName: () => '山间茶舍',
      async sendCode(phone, code, language, purpose) {
        failTo(phone);
        sent.push({ phone, code, language, purpose });
      },
    });
    const told = keepToldNotices(deps);
    const notices = makeNotices({
      messages,
      budget: makeNoticeBudget(deps),
      told,
      sendInTime: sendInTime(clock),
    });
    const { sessionDevice } = waysIn;
    listen('messaging', hearChanges({ ...deps, customers, notices, messages, sessionDevice, publicUrl }));
    const addresses = makeAddresses({ ...deps, dataKey });
    return {
      customers,
      addresses,
      waysIn,
      emit,
      tell: () => runWaitingJobs(database.pool, jobs()),
    };
  };
  const modules = make(lanes, sealing);
  const { waysIn } = modules;
  let nextClient = 0;
  const newClient = (): string => `10.1.${Math.floor((nextClient += 1) / 250)}.${nextClient % 250}`;
  const askers = new Map<string, Attempter>();
  const askerOf = (phone: string): Attempter => askers.get(phone) ?? { clientAddress: newClient() };

  async function codeFor(phone: string, who: string | Attempter = askerOf(phone)): Promise<string> {
    const asker = typeof who === 'string' ? { clientAddress: who } : who;
    const outcome = await waysIn.requestCode({ phone, purpose: 'sign-in', ...asker });
    if (!outcome.ok) throw new Error(`no code was sent: ${outcome.error.code}`);
    askers.set(phone, asker);
    return sent.at(-1)!.code;
  }
  const request = (phone: string, code: string, more: Partial<SignIn> = {}): SignIn => ({
    phone,
    code,
    consent: { terms: true, privacy: true, version: CONSENT_VERSION },
    ...askerOf(phone),
    device: 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
    ...more,
  });
  return {
    ...modules,
    database,
    sealing,
    clock,
    cache: new SessionCache(),
    sent,
    notices,
    deadLetters: async () =>
      (await listOpenCases(database.pool, 'dead_letter', undefined, 100)) as LetterCase[],
    retell: (letter) =>
      retellLetter(database.pool, letter, {
        ...{ at: clock.now(), actor: { by: 'system', job: 'test' }, from: null, reason: null },
      }),
    failSending: (error, to) => void (failing = { error, to }),
    another: async (pool = lanes) => make(pool, await openSealing({ database: pool, masterKey })),
    codeFor,
    request,
    async enter(phone) {
      const outcome = await waysIn.signIn(request(phone, await codeFor(phone)));
      if (!outcome.ok) throw new Error(`not signed in: ${outcome.error.code}`);
      return { ...outcome.value, session: (await waysIn.session(outcome.value.token))! };
    },
    async stop() {
      await behind.end();
      await database.drop();
    },
  };
}
