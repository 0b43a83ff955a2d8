import { createHash } from 'node:crypto';

const STYLE = `:root{color-scheme:light dark;--page:#f6f5f4;--ink:#211d1b;--muted:#57524f}
@media(prefers-color-scheme:dark){:root{--page:#141211;--ink:#eeebe9;--muted:#b5b0ad}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--page);color:var(--ink);font:15px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
main{max-width:360px;padding:24px 16px;text-align:center}h1{font-size:18px;margin:0 0 8px}p{margin:0 0 20px;color:var(--muted);font-size:14px}
button{min-height:48px;width:100%;border:0;border-radius:12px;background:var(--ink);color:var(--page);font:inherit;font-weight:600;cursor:pointer}
button:focus-visible,a:focus-visible{outline:2px solid #2f6fd0;outline-offset:2px}a{display:inline-block;padding:12px;color:var(--muted);font-size:14px}`;
/** Whoever comes back to this page by the browser's own button is not sent away again. */
const SCRIPT = `if((performance.getEntriesByType('navigation')[0]||{}).type!=='back_forward')document.forms[0].submit()`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Line ends in a value are signed with it, so they are kept. */
const escape = (text: string): string =>
  text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);

export type FormPage = {
  readonly language: string;
  readonly title: string;
  readonly says: string;
  readonly button: string;
  readonly back: { readonly href: string; readonly name: string };
  readonly form: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
};

/**
 * A page that leads to a service by a form, for services that take no link. It posts itself, and has a button for whoever has no
 * script. A service may lead on to another address of its own, so that the policy names no more than its protocol beside it.
 */
export function writeFormPage({ language, title, says, button, back, form }: FormPage): {
  readonly html: string;
  readonly policy: string;
} {
  const inputs = Object.entries(form.fields).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const html = `<!doctype html><html lang="${escape(language)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1><p>${escape(says)}</p>
<form method="post" action="${escape(form.url)}">${inputs.join('')}<button>${escape(button)}</button></form>
<a href="${escape(back.href)}">${escape(back.name)}</a></main><script>${SCRIPT}</script></body></html>`;
  const policy = [
    `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}`,
    `form-action ${new URL(form.url).origin} https:; base-uri 'none'; frame-ancestors 'none'`,
  ].join('; ');
  return { html, policy };
}
