import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoginProviders } from '../emulators/login-providers/open-login-providers.ts';
import type {
  ExchangeRequest,
  LoginProvider,
  ProviderName,
} from '../server/modules/sign-in/third-party/login-provider.ts';
import { playPerson } from './support/play-person.ts';

export type Bench = {
  readonly emulators: LoginProviders;
  readonly provider: LoginProvider;
  /** The same app with a secret or key that is not its own. */
  readonly impostor: LoginProvider;
  /** Whether the provider's pages know an app that only browsers inside its own program use. */
  readonly insideApp: boolean;
  advance(ms: number): void;
  stop(): Promise<void>;
};

export const REDIRECT_URI = 'http://localhost:3000/api/v1/auth/providers/any/callback';
const STATE = 'a-state_that~is.kept';

/** What holds for every provider, run against its emulator over its own wire format. */
export function loginProviderContract(
  name: ProviderName,
  codeName: 'code' | 'auth_code',
  makeBench: () => Promise<Bench>,
): void {
  let bench: Bench;
  beforeAll(async () => void (bench = await makeBench()));
  afterAll(() => bench.stop());

  const agree = async (person: string): Promise<ExchangeRequest> => {
    const { provider, insideApp } = bench;
    const url = provider.authorizeUrl({ state: STATE, redirectUri: REDIRECT_URI, insideApp });
    const back = await playPerson(url, person);
    expect(back.get('state')).toBe(STATE);
    return { code: back.get(codeName)!, redirectUri: REDIRECT_URI, insideApp };
  };
  const whoIs = async (person: string) => {
    const outcome = await bench.provider.exchange(await agree(person));
    if (!outcome.ok) throw new Error(outcome.error.reason);
    return outcome.value;
  };

  test(`${name}: a person is the same each time they agree, and another one is somebody else`, async () => {
    const [first, again, other] = [await whoIs('known-1'), await whoIs('known-1'), await whoIs('known-2')];
    expect(again).toEqual(first);
    expect(other.subject).not.toBe(first.subject);
    expect(first).toMatchObject({ openId: expect.any(String), displayName: expect.any(String) });
    expect((await whoIs('new')).subject).not.toBe(first.subject);
  });

  test(`${name}: who denies comes back with the state and without a code`, async () => {
    const { provider, insideApp } = bench;
    const url = provider.authorizeUrl({ state: STATE, redirectUri: REDIRECT_URI, insideApp });
    const back = await playPerson(url, 'deny');
    expect([back.get('state'), back.get(codeName)]).toEqual([STATE, null]);
  });

  test(`${name}: a code is good once`, async () => {
    const request = await agree('known-1');
    expect(await bench.provider.exchange(request)).toMatchObject({ ok: true });
    expect(await bench.provider.exchange(request)).toMatchObject({ error: { code: 'login_code_refused' } });
  });

  test(`${name}: a code that is invented or too old is refused`, async () => {
    const request = await agree('known-1');
    const invented = { ...request, code: 'f'.repeat(32) };
    expect(await bench.provider.exchange(invented)).toMatchObject({ error: { code: 'login_code_refused' } });
    bench.advance(25 * 3_600_000);
    expect(await bench.provider.exchange(request)).toMatchObject({ error: { code: 'login_code_refused' } });
  });

  test(`${name}: without the app's own secret nothing is told, and the code stays good`, async () => {
    const request = await agree('known-1');
    expect(await bench.impostor.exchange(request)).toMatchObject({
      ok: false,
      error: { code: 'login_provider_failed' },
    });
    expect(await bench.provider.exchange(request)).toMatchObject({ ok: true });
  });

  test(`${name}: a silent, broken or muddled provider is refused as one that failed`, async () => {
    for (const fault of ['silent', 'broken', 'garbage'] as const) {
      const request = await agree('known-1');
      bench.emulators.fault = fault;
      const outcome = await bench.provider.exchange(request);
      bench.emulators.fault = undefined;
      expect(outcome, fault).toMatchObject({ ok: false, error: { code: 'login_provider_failed' } });
    }
  });

  test(`${name}: a shop of another origin is not sent anybody`, async () => {
    const { provider, insideApp } = bench;
    const redirectUri = 'http://thief.example/callback';
    const url = provider.authorizeUrl({ state: STATE, redirectUri, insideApp });
    await expect(playPerson(url, 'known-1')).rejects.toThrow('nobody was sent back');
  });
}
