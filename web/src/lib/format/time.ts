/** Every time on a page is the shop's: China has one time zone, whatever the reader's clock says. */
const ZONE = 'Asia/Shanghai';

const zhDay = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: 'long', day: 'numeric' });
const enDay = new Intl.DateTimeFormat('en', { timeZone: ZONE, month: 'short', day: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** `11 月 22 日` or `Nov 22`. */
export function formatDay(at: Date, locale: 'zh' | 'en'): string {
  return locale === 'en' ? enDay.format(at) : zhDay.format(at).replace(/(\d+)/g, ' $1 ').trim();
}

/** `10:45`. */
export function formatMinute(at: Date): string {
  return minute.format(at);
}

/** `2026-11-22 10:45`. */
export function formatTime(at: Date): string {
  return full.format(at);
}
