import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerBrokenRequest } from '../answer-broken-request.ts';
import { API_BODY_BYTES, PAGE_BODY_BYTES } from '../body-limits.ts';
import { networksOf } from '../client-address.ts';
import { makeAddressBudget, type AddressBudget, type Taken } from './address-budget.ts';
import { BODY_PACE, timeBody } from './body-clock.ts';
import type { Peers } from './bound-sockets.ts';
import { countInFlight, type InFlightLimits, type Weight } from './in-flight.ts';
import { isNotice, priceRequest } from './price-request.ts';
import { refuseRaw } from './refuse-raw.ts';

export type GateOptions = {
  /** Points of work that an address may ask for a minute; null: no limits by address (load tests). */
  readonly pointsPerMinute: number | null;
  /** How far the event loop is behind, in milliseconds. */
  lagMs(): number;
  /** Told of connections that had to be ended. */
  readonly peers?: Peers | undefined;
};

/**
 * What every request passes before anything looks at it, API and pages alike: how much is under way, how far behind the
 * process is, and how much work its address has asked for already. See docs/decisions/0031.
 */
export type Gate = {
  /** Whether the request may go on. Where it may not, it has been answered. */
  admit(request: IncomingMessage, response: ServerResponse, visitor: Visitor): boolean;
  /**
   * Takes points for work that the address alone did not tell of: a cart of a hundred lines, a hash. Undefined: it may be
   * done; else the seconds until it may.
   */
  charge(address: string, points: number): number | undefined;
  /** Takes points for work that turned out to be for nothing, as judging a forged notice. */
  fine(address: string, points: number): void;
  /** Requests under way, for the figures. */
  inFlight(): number;
};

export type Visitor = { readonly address: string; readonly isPage: boolean };

const MIB = 1024 ** 2;
/**
 * A browser has a handful of requests under way, and six connections; a mobile network behind one address has many. Bodies
 * are a kilobyte or two, and notices of payments are little more. Neighbours have half of what there is.
 */
const IN_FLIGHT = {
  perSocket: 16,
  perSubscriber: { requests: 128, bodyBytes: 8 * MIB, noticeBytes: 2 * MIB },
  perNeighbours: { requests: 2_048, bodyBytes: 24 * MIB, noticeBytes: 8 * MIB },
  perProcess: { requests: 4_096, bodyBytes: 64 * MIB },
  keptForNotices: { requests: 256, bodyBytes: 16 * MIB },
} as const satisfies InFlightLimits;
const NO_SHARES = { perSubscriber: null, perNeighbours: null };
/** Pages to look at are refused before orders and payments are: those wait behind them otherwise. */
const LOOKING_MAX_LAG_MS = 400;
const MAX_LAG_MS = 2_000;
/** So few are no crowd: what held the process up was its own work (it has just opened, say), which passes when they wait. */
const FEW = 16;
/** Gateways are a few addresses. */
const GATEWAY_FACTOR = 10;
/** A /24 or a /48 is many subscribers. */
const NEIGHBOURS_FACTOR = 20;
/** What a body costs that never came: a person's bad line a few at most, and whoever lives by it soon all. */
const GIVEN_UP_POINTS = 25;
/** A connection that sent too much at once has read its last answer by then, or never will. */
const CLOSE_WITHIN_MS = 5_000;

export function makeGate({ pointsPerMinute, lagMs, peers }: GateOptions): Gate {
  const hasLimits = pointsPerMinute !== null;
  const inFlight = countInFlight(hasLimits ? IN_FLIGHT : { ...IN_FLIGHT, ...NO_SHARES });
  const budgets = hasLimits ? makeBudgets(pointsPerMinute) : undefined;
  const ending = new WeakSet<Socket>();

  /** Answers once, hears nothing more, and goes. */
  function endSocket(socket: Socket): void {
    ending.add(socket);
    socket.pause();
    setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS).unref();
  }

  function giveUp({ socket, url = '/' }: IncomingMessage, address: string): void {
    budgets?.owe(priceRequest(url).budget, address, GIVEN_UP_POINTS);
    endTooSlow(socket);
  }

  function refuseCrowd(request: IncomingMessage, response: ServerResponse, visitor: Visitor): boolean {
    const { socket } = request;
    if (ending.has(socket)) return true;
    const entering = { socket, response, ...weigh(request, visitor) };
    const crowded = inFlight.enter(entering);
    if (crowded === undefined) {
      if (entering.bodyBytes > 0)
        timeBody(request, response, BODY_PACE, () => giveUp(request, visitor.address));
      return false;
    }
    refuseRaw(request, response, { code: 'overloaded', closes: true }, visitor.isPage);
    if (crowded === 'socket') peers?.note(socket);
    endSocket(socket);
    return true;
  }

  return {
    inFlight: () => inFlight.count(),
    charge(address, points) {
      const taken = budgets?.take('visitor', address, points);
      return taken === undefined || taken.isAllowed ? undefined : taken.retryAfterSeconds;
    },
    fine(address, points) {
      budgets?.owe('gateway', address, points);
    },
    admit(request, response, visitor) {
      if (refuseCrowd(request, response, visitor)) return false;
      const lag = lagMs();
      const isLooking = visitor.isPage && (request.method === 'GET' || request.method === 'HEAD');
      if (inFlight.count() > FEW && lag > (isLooking ? LOOKING_MAX_LAG_MS : MAX_LAG_MS)) {
        refuseRaw(request, response, { code: 'overloaded' }, visitor.isPage);
        return false;
      }
      if (budgets === undefined) return true;
      const { budget, points } = priceRequest(request.url ?? '/');
      const taken = budgets.take(budget, visitor.address, points);
      if (!visitor.isPage) tellLimits(response, budgets.pointsPerMinute(budget), taken);
      if (taken.isAllowed) return true;
      const { retryAfterSeconds } = taken;
      refuseRaw(request, response, { code: 'too_many_requests', retryAfterSeconds }, visitor.isPage);
      return false;
    },
  };
}

/** As Node does with a request that it has waited for too long; nothing more is done with what still comes of it. */
function endTooSlow(socket: Socket): void {
  answerBrokenRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket);
  socket.pause();
}

type BudgetName = 'visitor' | 'gateway';

type Budgets = {
  pointsPerMinute(name: BudgetName): number;
  take(name: BudgetName, address: string, points: number): Taken;
  owe(name: BudgetName, address: string, points: number): void;
};

/** A subscriber's budget, and a wider one of the neighbours, so that many addresses of one network are no many strangers. */
function makeBudgets(pointsPerMinute: number): Budgets {
  const subscribers: Record<BudgetName, AddressBudget> = {
    visitor: makeAddressBudget(pointsPerMinute),
    gateway: makeAddressBudget(pointsPerMinute * GATEWAY_FACTOR),
  };
  const neighbourhood = makeAddressBudget(pointsPerMinute * NEIGHBOURS_FACTOR);
  return {
    pointsPerMinute: (name) => subscribers[name].pointsPerMinute,
    take(name, address, points) {
      const { subscriber, neighbours } = networksOf(address);
      const own = subscribers[name].take(subscriber, points);
      if (!own.isAllowed || name === 'gateway') return own;
      const shared = neighbourhood.take(neighbours, points);
      return shared.isAllowed ? own : shared;
    },
    owe: (name, address, points) => subscribers[name].owe(networksOf(address).subscriber, points),
  };
}

function weigh(request: IncomingMessage, { address, isPage }: Visitor): Weight {
  return {
    networks: networksOf(address),
    bodyBytes: bodyBytesOf(request, isPage ? PAGE_BODY_BYTES : API_BODY_BYTES),
    isNotice: isNotice(request.url ?? '/'),
  };
}

/** What comes in chunks may become as long as any; what says that it is longer is refused before it is read. */
function bodyBytesOf({ headers }: IncomingMessage, mostBytes: number): number {
  if (headers['transfer-encoding'] !== undefined) return mostBytes;
  const length = Number(headers['content-length'] ?? 0);
  return Number.isFinite(length) ? Math.min(Math.max(length, 0), mostBytes) : 0;
}

/** The header fields of draft-ietf-httpapi-ratelimit-headers-10. */
function tellLimits(response: ServerResponse, pointsPerMinute: number, taken: Taken): void {
  response.setHeader('ratelimit-policy', `"address";q=${pointsPerMinute};w=60`);
  response.setHeader('ratelimit', `"address";r=${taken.left};t=${taken.fullInSeconds}`);
}
