import { Marked, type Tokens } from 'marked';

/** Addresses that a text may lead to: pages of the web, letters, and pages of the shop itself. */
const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:|\/(?![/\\\s]))/i;
/** Pictures lie in the shop: one from elsewhere would tell there who looks at what. */
const OWN_PICTURE = /^\/media\/[a-z0-9-]+\.[a-z0-9]+$/;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const marked = new Marked({
  gfm: true,
  // People press Enter once where they mean a new line.
  breaks: true,
  renderer: {
    // HTML is text like any other: shown, never drawn.
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escaped(text),
    link({ href, tokens }: Tokens.Link) {
      const text = this.parser.parseInline(tokens);
      return SAFE_ADDRESS.test(href)
        ? `<a href="${escaped(href)}" rel="nofollow noopener">${text}</a>`
        : text;
    },
    image: ({ href, text }: Tokens.Image) =>
      OWN_PICTURE.test(href) ? `<img src="${href}" alt="${escaped(text)}" loading="lazy">` : escaped(text),
    // The page has headings of its own above these.
    heading({ tokens, depth }: Tokens.Heading) {
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
  },
});

/** A text in Markdown as HTML that can do nothing: no tags of its own, no scripts, no addresses but those of the web. */
export function renderMarkdown(text: string): string {
  return isIntricate(text)
    ? `<p>${escaped(text).replaceAll('\n', '<br>')}</p>\n`
    : marked.parse(text, { async: false });
}

/** Signs that may begin or end something in a line, of which each is compared with each: far more than a text for people has. */
const MOST_SIGNS = 1_500;
/** Quotes and lists within one another. */
const DEEPEST = 20;

/** Whether a text would take long to be read as Markdown, whatever it says. It is shown as it was written then. */
export function isIntricate(text: string): boolean {
  if ((text.match(/[*_~`[\]<]/g)?.length ?? 0) > MOST_SIGNS) return true;
  return text.split('\n').some((line) => {
    const [marks = ''] = /^(?:\s|>|[-*+](?=\s)|\d{1,9}[.)](?=\s))*/.exec(line) ?? [];
    return (marks.match(/\S+/g)?.length ?? 0) > DEEPEST || (marks.match(/>/g)?.length ?? 0) > DEEPEST;
  });
}

/** The same without its signs, as one line. */
export function plainMarkdown(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s{0,3}(?:#{1,6}|>|[-*+]|\d{1,3}[.)])\s+/gm, '')
    .replaceAll(/[*_`~|]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
