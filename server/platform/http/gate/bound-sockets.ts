import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { networksOf } from '../client-address.ts';
import { makeAddressBudget } from './address-budget.ts';

/** Browsers open six connections to a server, and a network behind one address is many browsers. */
const PER_PEER = 256;
const OPENED_A_MINUTE = 1_200;
/** Connections that one costs which had to be ended for what came over it. */
const FLOOD = 20;
const PER_PROCESS = 8_192;
/** Afterwards a connection is opened anew, as proxies do as well. */
const REQUESTS_PER_SOCKET = 10_000;
/**
 * A connection on which nothing moves for so long is ended, be it that a request is not sent or an answer not read: Node
 * looks at what the system has taken of a long answer, so that a slow reader is no still one. Live streams say something
 * more often.
 */
const STILL_MS = 35_000;

/** Counts the connections of each peer, those that are open and those that were opened. */
export type Peers = {
  admit(socket: Socket): boolean;
  /** Remembers that a connection had to be ended for what came over it. */
  note(socket: Socket): void;
};

/** For a shop that browsers reach themselves. Proxies are few peers with many visitors, and bound their connections by themselves. */
export function countPeers(): Peers {
  const open = new Map<string, number>();
  const opened = makeAddressBudget(OPENED_A_MINUTE);
  const peerOf = (socket: Socket): string => networksOf(socket.remoteAddress ?? '').subscriber;
  return {
    note: (socket) => opened.owe(peerOf(socket), FLOOD),
    admit(socket) {
      const peer = peerOf(socket);
      const count = (open.get(peer) ?? 0) + 1;
      if (count > PER_PEER || !opened.take(peer, 1).isAllowed) return false;
      open.set(peer, count);
      socket.once('close', () => {
        const left = open.get(peer)! - 1;
        if (left === 0) open.delete(peer);
        else open.set(peer, left);
      });
      return true;
    },
  };
}

/** Bounds how many connections there are, how long each lives, and how long it may stand still. */
export function boundSockets(server: Server | TlsServer, peers: Peers | undefined): void {
  server.maxConnections = PER_PROCESS;
  server.maxRequestsPerSocket = REQUESTS_PER_SOCKET;
  server.timeout = STILL_MS;
  if (peers === undefined) return;
  server.prependListener('connection', (socket: Socket) => {
    if (!peers.admit(socket)) socket.destroy();
  });
}
