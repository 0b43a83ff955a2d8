import type { FastifyInstance, FastifyReply } from 'fastify';
import { writePayPage, type PayPage } from './pay-page.ts';

const FORM = 'application/x-www-form-urlencoded';

/** Reads forms, whatever read them before; a field that comes twice counts as it came last. */
export function takeForms(app: FastifyInstance): void {
  if (app.hasContentTypeParser(FORM)) app.removeContentTypeParser(FORM);
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
}

/** Of routes where a person plays the payer. */
export const PAYERS = { schema: { hide: true }, config: { access: 'public' } } as const;

/** In which language a payer reads, and what says things in it. */
export function languageOf({ request }: FastifyReply): {
  readonly language: 'zh' | 'en';
  say(zh: string, en: string): string;
} {
  const language = request.language === 'en' ? 'en' : 'zh';
  return { language, say: (zh, en) => (language === 'zh' ? zh : en) };
}

export function sendPayPage(reply: FastifyReply, page: PayPage): FastifyReply {
  const { html, policy } = writePayPage(page);
  return (
    reply
      .header('content-security-policy', policy)
      // With `no-referrer` a browser names no origin with the form, and a payer with a session would be refused.
      .header('referrer-policy', 'same-origin')
      .type('text/html; charset=utf-8')
      .send(html)
  );
}

export const sayNone = (reply: FastifyReply): FastifyReply =>
  reply.code(404).type('text/plain; charset=utf-8').send('支付请求已失效 / no such payment');
