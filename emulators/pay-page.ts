import { createHash } from 'node:crypto';

const STYLE = `
:root{color-scheme:light dark;--page:#f6f5f4;--card:#fff;--ink:#211d1b;--muted:#57524f;--line:#e6e4e2}
@media(prefers-color-scheme:dark){:root{--page:#141211;--card:#1f1c1b;--ink:#eeebe9;--muted:#b5b0ad;--line:#3a3634}}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;background:var(--page);color:var(--ink);font:15px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
main{max-width:420px;margin:0 auto;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:24px}
h1{font-size:17px;margin:0 0 4px}p{margin:0 0 12px;color:var(--muted);font-size:13px}
strong{display:block;font-size:32px;font-weight:600;font-variant-numeric:tabular-nums;margin:12px 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 12px;font-size:13px;margin:0 0 20px}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
form{display:grid;gap:8px}button{min-height:44px;border-radius:12px;border:1px solid var(--line);background:none;color:inherit;font:inherit;cursor:pointer}
button:first-of-type{background:var(--ink);color:var(--card);border-color:var(--ink);font-weight:600}
main>p:last-child{margin:16px 0 0;text-align:center}a{color:inherit;display:inline-block;padding:10px}
fieldset{border:1px solid var(--line);border-radius:12px;padding:4px 14px;margin:0}legend{font-size:13px;color:var(--muted);padding:0 6px}
label{display:flex;align-items:center;gap:10px;min-height:44px;cursor:pointer}input[type=radio]{width:18px;height:18px;margin:0;accent-color:var(--ink)}
button:focus-visible{outline:2px solid #2f6fd0;outline-offset:2px}`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action *; frame-ancestors 'none'; base-uri 'none'`;

const escape = (text: string): string =>
  text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A row of what is paid: name and value. */
export type PageRow = readonly [name: string, value: string];

export type PayPage = {
  readonly language: 'zh' | 'en';
  readonly title: string;
  readonly says: string;
  /** Fen. */
  readonly amount: number;
  readonly rows: readonly PageRow[];
  /** How the payer may go on; none where there is nothing to do. */
  readonly outcomes: readonly { readonly value: string; readonly name: string }[];
  /** What the payer chooses among, the first one unless they say otherwise; sent as `choice`. */
  readonly choices?: { readonly legend: string; readonly of: PayPage['outcomes'] };
  /** What came of the last one. */
  readonly note?: string;
  /** Leads away from here, with nothing paid. */
  readonly away?: { readonly name: string; readonly url: string };
  /** Leads the payer back by a form that their browser posts. */
  readonly back?: {
    readonly name: string;
    readonly url: string;
    readonly fields: Readonly<Record<string, string>>;
  };
};

export const asYuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;

/** The page where a person plays the payer. Plain HTML without script. */
export function writePayPage(page: PayPage): { html: string; policy: string } {
  const { title, says, amount, rows, outcomes, note, choices, back, away } = page;
  const shown = rows.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`);
  const buttons = outcomes.map(
    ({ value, name }) => `<button name="outcome" value="${escape(value)}">${escape(name)}</button>`,
  );
  const html = `<!doctype html><html lang="${page.language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1>
<p>${escape(says)}</p>
<strong>${asYuan(amount)}</strong>
<dl>${shown.join('')}</dl>${note === undefined ? '' : `<p role="status">${escape(note)}</p>`}
${buttons.length === 0 ? '' : `<form method="post">${choices ? writeChoices(choices) : ''}${buttons.join('')}</form>`}${back ? writeBack(back) : ''}${away ? `<p><a href="${escape(away.url)}">${escape(away.name)}</a></p>` : ''}</main></body></html>`;
  return { html, policy: POLICY };
}

function writeChoices({ legend, of }: NonNullable<PayPage['choices']>): string {
  const labels = of.map(
    ({ value, name }, index) =>
      `<label><input type="radio" name="choice" value="${escape(value)}"${index === 0 ? ' checked' : ''}>${escape(name)}</label>`,
  );
  return `<fieldset><legend>${escape(legend)}</legend>${labels.join('')}</fieldset>`;
}

function writeBack({ name, url, fields }: NonNullable<PayPage['back']>): string {
  const inputs = Object.entries(fields).map(
    ([field, value]) => `<input type="hidden" name="${escape(field)}" value="${escape(value)}">`,
  );
  return `<form method="post" action="${escape(url)}">${inputs.join('')}<button>${escape(name)}</button></form>`;
}
