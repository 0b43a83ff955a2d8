import { readdir, readFile } from 'node:fs/promises';
import { Marked } from 'marked';
import type { Language } from '../../kernel/language.ts';
import type { Policy, PolicyKind } from './privacy.ts';

export type Policies = {
  /** The newest where no version is named; undefined where there is no such version. */
  policy(kind: PolicyKind, version: string | undefined, language: Language): Policy | undefined;
};

const FILE = /^(\d{4}-\d{2}-\d{2})\.(zh|en)\.md$/;

/**
 * Reads every version of the terms and the policy, once, at start: what was agreed to stays readable. Throws where a
 * version is missing in one of the languages, where the present version is not there, or where a text holds raw HTML.
 */
export async function loadPolicies(folder: URL, presentVersion: string): Promise<Policies> {
  const kinds: readonly PolicyKind[] = ['terms', 'privacy'];
  const loaded = new Map(
    await Promise.all(kinds.map(async (kind) => [kind, await loadKind(folder, kind)] as const)),
  );
  for (const [kind, texts] of loaded) {
    if (texts.versions[0] !== presentVersion)
      throw new Error(`docs/legal/${kind} must have ${presentVersion} as its newest version`);
  }
  return {
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

const marked = new Marked({
  renderer: {
    html() {
      throw new Error('a policy may hold no raw HTML');
    },
  },
});

/** The first line is the title, `# Title`; the first paragraph after it is the lead. Both are shown by the page. */
function render(written: string): Text {
  const markdown = written.replaceAll('\r\n', '\n');
  const [, title, lead, rest] = /^# (.+)\n+([^\n#]+)\n+([\s\S]*)$/.exec(markdown) ?? [];
  if (title === undefined || lead === undefined || rest === undefined)
    throw new Error('a policy begins with a title and a paragraph');
  return { title, lead, html: marked.parse(rest, { async: false }), markdown };
}
