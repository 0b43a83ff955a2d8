import { drawRefusal, type DrawnRefusal } from './refuse-raw.ts';
import type { IncomingHttpHeaders } from 'node:http';
import type { KeptPage, KeptPages, RenderedPage } from '../kept-pages.ts';
import type { FairQueue } from './fair-queue.ts';
import type { Gate } from './gate.ts';

/** What the pages may ask of the server for the request at hand. */
export type Visit = {
  /** Takes points of work from the visitor's budget, beside the usual two. Undefined: go on; else the seconds to wait. */
  charge(points: number): number | undefined;
  /** Renders when its turn comes: few pages at once, and those of different visitors in turn. Rejects with status code 503. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** A small page that says why nothing was done. */
  refuse(code: 'overloaded' | 'too_many_requests' | 'bad_origin', retryAfterSeconds?: number): DrawnRefusal;
  /** What a page that is nobody's own is kept under; undefined where the visitor is somebody. */
  readonly key: string | undefined;
  /** Keeps a page under the key, for a second. */
  keep(page: RenderedPage): Promise<KeptPage>;
};

export type VisitParts = {
  readonly gate: Gate;
  readonly looking: FairQueue;
  readonly acting: FairQueue;
  readonly keptPages: KeptPages;
};

export type Visitor = {
  readonly address: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly key: string | undefined;
};

/** Those who look at pages never hold up those who order. */
export function makeVisit(
  { gate, looking, acting, keptPages }: VisitParts,
  { address, method, headers, key }: Visitor,
): Visit {
  const queue = method === 'GET' || method === 'HEAD' ? looking : acting;
  return {
    charge: (points) => gate.charge(address, points),
    inTurn: (work) => queue.run(address, work),
    refuse: (code, retryAfterSeconds) =>
      drawRefusal(headers, { code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) }, true),
    key,
    keep(page) {
      if (key === undefined) throw new Error('a page that may be somebody’s own was to be kept');
      return keptPages.keep(key, page);
    },
  };
}
