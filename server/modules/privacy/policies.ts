import { readdir, readFile } from 'node:fs/promises';
import type { Language } from '../../kernel/language.ts';
import { renderPolicy, type OwnPolicies } from '../shop-settings/index.ts';
import type { Policy, PolicyKind } from './privacy.ts';

export type Policies = {
  /** That a consent has to name. */
  presentVersion(): string;
  /** The newest where no version is named; undefined where there is no such version. */
  policy(kind: PolicyKind, version: string | undefined, language: Language): Promise<Policy | undefined>;
};

/** Those that come with the program, in memory. */
export type ProgramPolicies = {
  presentVersion(): string;
  versions(kind: PolicyKind): readonly string[];
  policy(kind: PolicyKind, version: string | undefined, language: Language): Policy | undefined;
};

const FILE = /^(\d{4}-\d{2}-\d{2})\.(zh|en)\.md$/;

/**
 * Reads every version of the terms and the policy, once, at start: what was agreed to stays readable. Throws where a
 * version is missing in one of the languages, where the present version is not there, or where a text holds raw HTML.
 */
export async function loadPolicies(folder: URL, presentVersion: string): Promise<ProgramPolicies> {
  const kinds: readonly PolicyKind[] = ['terms', 'privacy'];
  const loaded = new Map(
    await Promise.all(kinds.map(async (kind) => [kind, await loadKind(folder, kind)] as const)),
  );
  for (const [kind, texts] of loaded) {
    if (texts.versions[0] !== presentVersion)
      throw new Error(`docs/legal/${kind} must have ${presentVersion} as its newest version`);
  }
  return {
    presentVersion: () => presentVersion,
    versions: (kind) => loaded.get(kind)!.versions,
    policy(kind, version, language) {
      const { versions, texts } = loaded.get(kind)!;
      const wanted = version ?? versions[0]!;
      const text = texts.get(`${wanted}.${language === 'en' ? 'en' : 'zh'}`);
      return text && { ...text, version: wanted, versions };
    },
  };
}

type Text = Pick<Policy, 'title' | 'lead' | 'html' | 'markdown'>;

async function loadKind(
  folder: URL,
  kind: PolicyKind,
): Promise<{ versions: string[]; texts: Map<string, Text> }> {
  const texts = new Map<string, Text>();
  const versions = new Set<string>();
  for (const name of await readdir(new URL(`${kind}/`, folder))) {
    const [, version, language] = FILE.exec(name) ?? [];
    if (version === undefined)
      throw new Error(`docs/legal/${kind}/${name} should be named VERSION.zh.md or VERSION.en.md`);
    texts.set(`${version}.${language}`, render(await readFile(new URL(`${kind}/${name}`, folder), 'utf8')));
    versions.add(version);
  }
  for (const version of versions)
    for (const language of ['zh', 'en'])
      if (!texts.has(`${version}.${language}`))
        throw new Error(`docs/legal/${kind}/${version}.${language}.md is missing`);
  return { versions: [...versions].sort().reverse(), texts };
}

function render(written: string): Text {
  const markdown = written.replaceAll('\r\n', '\n');
  return { ...renderPolicy(markdown), markdown };
}

/**
 * The merchant's own texts before those of the program, once there are any. `areShown`: whether those of the program were ever
 * agreed to in this shop, and so stay readable; of a later day than the merchant's first they never held.
 */
export function withOwn(ofProgram: ProgramPolicies, own: OwnPolicies, areShown: boolean): Policies {
  return {
    presentVersion: () => own.presentVersion() ?? ofProgram.presentVersion(),
    async policy(kind, version, language) {
      const present = own.presentVersion();
      if (present === undefined) return ofProgram.policy(kind, version, language);
      const published = await own.versions();
      const earlier = ofProgram.versions(kind).filter((one) => areShown && one < published.at(-1)!);
      const versions = [...published, ...earlier];
      const wanted = version ?? present;
      const texts = await own.find(wanted);
      if (texts !== undefined) {
        const { zh, en } = texts[kind];
        return { ...render(language === 'en' && en !== '' ? en : zh), version: wanted, versions };
      }
      const text = earlier.includes(wanted) ? ofProgram.policy(kind, wanted, language) : undefined;
      return text && { ...text, versions };
    },
  };
}
