import type { Language } from '../../kernel/language.ts';
import { formatYuan, type Fen } from '../../kernel/money.ts';
import type { Told } from './tell-row.ts';
import type { ToldTable } from './write-export.ts';

const WORDS = {
  'zh-CN': {
    title: '我的全部数据',
    lead: (at: string, shop: string) =>
      `这是${shop} 在 ${at} 保存的关于你的全部数据。加密保存的内容已经解开，请妥善保管这个文件。时间是北京时间。`,
    none: '没有记录',
    nothing: '无',
    yes: '是',
    no: '否',
    file: '同样的内容，便于程序读取：',
  },
  en: {
    title: 'Everything about me',
    lead: (at: string, shop: string) =>
      `This is all that ${shop} keeps about you, as of ${at}. What is kept sealed has been opened here: look after this file. Times are those of Beijing.`,
    none: 'Nothing is kept here',
    nothing: 'none',
    yes: 'yes',
    no: 'no',
    file: 'The same, for programs to read: ',
  },
} as const;

/** The look of a file that is opened from a disk, years later perhaps: nothing is loaded from anywhere. */
const STYLE = `
:root { color-scheme: light dark; --line: #ddd8d2; --soft: #6b6661 }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif }
h1 { font-size: 1.6rem } h2 { margin-top: 2.5rem; font-size: 1.15rem }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .2rem 1.5rem; margin: 0; padding: .8rem 0; border-top: 1px solid var(--line) }
dt, .soft { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
`;

/** Swedes write dates as ISO 8601 does. */
const TIME = new Intl.DateTimeFormat('sv-SE', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Asia/Shanghai',
});

function writeTime(at: Date): string {
  return TIME.format(at);
}

/** Everything as one page that a person can read without any program but a browser. */
export async function* writePage(
  tables: readonly ToldTable[],
  { language, at, shopName }: { language: Language; at: Date; shopName: string },
): AsyncGenerator<string> {
  const words = WORDS[language];
  yield `<!doctype html>\n<html lang="${language}">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>${words.title}</title>\n<style>${STYLE}</style>\n<h1>${words.title}</h1>\n<p>${escape(words.lead(writeTime(at), shopName))}</p>\n`;
  for (const { name, title, rows } of tables) {
    yield `<h2 id="${escape(name)}">${escape(title)}</h2>\n`;
    let isEmpty = true;
    for await (const row of rows()) {
      isEmpty = false;
      yield `<dl>${row.map((told) => writeTold(told, language)).join('')}</dl>\n`;
    }
    if (isEmpty) yield `<p class="soft">${words.none}</p>\n`;
    yield `<p class="soft">${words.file}<a href="${escape(name)}.json">${escape(name)}.json</a></p>\n`;
  }
  yield '</html>\n';
}

function writeTold({ name, title, value }: Told, language: Language): string {
  const text =
    name.endsWith('_fen') && value !== null ? formatYuan(value as Fen) : writeValue(value, language);
  return `<dt>${escape(title)}</dt><dd>${escape(text)}</dd>`;
}

function writeValue(value: unknown, language: Language): string {
  const words = WORDS[language];
  if (value === null || value === undefined || value === '') return words.nothing;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (value instanceof Date) return writeTime(value);
  if (typeof value !== 'object') return String(value);
  const parts = Object.entries(value).map(([name, inner]) => `${name}: ${writeValue(inner, language)}`);
  return parts.length === 0 ? words.nothing : parts.join(' · ');
}

function escape(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign]!,
  );
}
