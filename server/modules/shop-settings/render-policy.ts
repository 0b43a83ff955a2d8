import { Marked, type Tokens } from 'marked';
import { isIntricate } from '../../kernel/markdown.ts';

/** A text of law as a page shows it: its title, the paragraph after it, and the rest as HTML. */
export type RenderedPolicy = { readonly title: string; readonly lead: string; readonly html: string };

/** Pages of the web and of the shop, letters and calls; a script is no address. */
const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:|tel:|#|\/(?![/\\\s]))/i;

const marked = new Marked({
  renderer: {
    html(): string {
      throw new Error('a policy may hold no raw HTML');
    },
    image(): string {
      throw new Error('a policy may hold no pictures');
    },
    link({ href, tokens }: Tokens.Link) {
      if (!SAFE_ADDRESS.test(href)) throw new Error('a policy may only lead to pages, letters and calls');
      return `<a href="${href.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">${this.parser.parseInline(tokens)}</a>`;
    },
  },
});

/**
 * The first line is the title, `# Title`; the first paragraph after it is the lead. Throws where that is not so, and at raw
 * HTML, pictures and addresses that are none.
 */
export function renderPolicy(written: string): RenderedPolicy {
  const markdown = written.replaceAll('\r\n', '\n');
  if (isIntricate(markdown)) throw new Error('a policy of more signs than words');
  const [, title, lead, rest] = /^# (.+)\n+([^\n#]+)\n+([\s\S]*)$/.exec(markdown) ?? [];
  if (title === undefined || lead === undefined || rest === undefined)
    throw new Error('a policy begins with a title and a paragraph');
  return { title, lead, html: marked.parse(rest, { async: false }) };
}

export function isPolicy(written: string): boolean {
  try {
    renderPolicy(written);
    return true;
  } catch {
    return false;
  }
}
