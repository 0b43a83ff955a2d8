import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

// The server decided the language and wrote it into the page; the browser follows it.
const locale = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
overwriteGetLocale(() => locale);
