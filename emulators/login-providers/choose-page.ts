import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Person } from './grants.ts';

export type ProviderLook = { readonly zh: string; readonly en: string };

const STYLE = `
:root{color-scheme:light dark;--page:#f6f5f4;--card:#fff;--ink:#211d1b;--muted:#57524f;--line:#e6e4e2}
@media(prefers-color-scheme:dark){:root{--page:#141211;--card:#1f1c1b;--ink:#eeebe9;--muted:#b5b0ad;--line:#3a3634}}
*{box-sizing:border-box}
body{margin:0;padding:48px 16px;background:var(--page);color:var(--ink);font:15px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
main{max-width:400px;margin:0 auto;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:24px}
h1{font-size:20px;line-height:1.4;margin:0 0 8px}p{margin:0 0 20px;color:var(--muted);font-size:13px}
form{display:grid;gap:8px}
button{min-height:48px;padding:0 16px;border-radius:12px;border:1px solid var(--line);background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}
button:hover{border-color:var(--ink)}button:focus-visible{outline:2px solid #2f6fd0;outline-offset:2px}
button.quiet{border-color:transparent;color:var(--muted);text-align:center}
.mark{display:inline-block;border:1px solid var(--line);border-radius:6px;padding:2px 8px;font-size:12px;color:var(--muted);margin-bottom:12px}`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action *; frame-ancestors 'none'; base-uri 'none'`;

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function sendPage(reply: FastifyReply, status: number, title: string, body: string): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8').send(`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main><span class="mark">模拟器 Emulator</span>${body}</main></body></html>`);
}

/** The page where a person chooses who agrees, or that nobody does. Plain HTML without script; posts to its own address. */
export function sendChoosePage(
  reply: FastifyReply,
  look: ProviderLook,
  people: readonly Person[],
  isEnglish: boolean,
): FastifyReply {
  const say = (zh: string, en: string): string => (isEnglish ? en : zh);
  const name = say(look.zh, look.en);
  // Chinese stands apart from Latin letters.
  const apart = /^\w+$/.test(name) ? ` ${name}` : name;
  const title = say(`${apart}登录`.replace(/^ (\w+)/, '$1 '), `Sign in with ${name}`);
  const buttons = people.map(
    (person) => `<button name="person" value="${escape(person.id)}">${escape(person.name)}</button>`,
  );
  return sendPage(
    reply,
    200,
    `${title} · ${say('模拟器', 'emulator')}`,
    `<h1>${title}</h1>
<p>${say(`这里不是真的${apart}，账号都是编的。选一个账号，同意让商店知道它是谁。`, `This is not the real ${name}, and the accounts are made up. Choose one to let the shop know who it is.`)}</p>
<form method="post">${buttons.join('')}
<button name="person" value="new">${say('用一个新账号', 'A new account')}</button>
<button class="quiet" name="person" value="deny">${say('拒绝', 'Deny')}</button></form>`,
  );
}

/** What a provider shows where the shop asked wrongly: the browser is not sent back then. */
export function sendErrorPage(reply: FastifyReply, text: string): FastifyReply {
  return sendPage(reply, 200, '模拟器 Emulator', `<h1>${escape(text)}</h1>`);
}
