/**
 * The connections of the studio's server: a limited number, for a limited time, and one request of each at a time.
 *
 * So whatever other programs of this machine send, the server's descriptors are bounded, and the page is served.
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long connections may take, in milliseconds. */
export interface Patience {
  /** For a request to arrive completely. */
  readonly request: number;
  /** For the next request on a connection. */
  readonly idle: number;
  /** For the reader of a response to take more of it; Node may wait up to twice as long. */
  readonly stall: number;
  /** Between two checks of the connections. */
  readonly check: number;
}

/** A page on the same machine needs only milliseconds for each of these. */
export const PATIENCE: Patience = { request: 10_000, idle: 5000, stall: 15_000, check: 2000 };

/** Connections at a time. A browser uses 6. With a file each, they are half of the 256 descriptors that some systems allow. */
export const MAX_CONNECTIONS = 64;

/** Requests that a connection may send before the first is answered. A browser sends one. */
const MAX_WAITING = 32;

/** Answers a request; resolves when the answer is taken, or its connection is gone. */
type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A connection, and the answer to the last request that came on it. */
interface Connection {
  lastAnswer: Promise<void>;
  /** Requests without an answer. */
  waiting: number;
}

/** Answers the requests of a server, and ends connections that are too many or too slow. */
export function holdConnections(server: Server, { stall }: Patience, answer: Answer): void {
  /** The oldest connection is the first. */
  const connections = new Map<Socket, Connection>();
  server.timeout = stall;
  server.on('connection', (socket) => {
    // The newest connection may be the user's, so it is accepted, and another one is ended.
    if (connections.size >= MAX_CONNECTIONS) endSuperfluous(connections);
    connections.set(socket, { lastAnswer: Promise.resolve(), waiting: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    if (++connection.waiting > MAX_WAITING) request.socket.destroy();
    // A file is opened only when it is the request's turn.
    connection.lastAnswer = answerNext(connection, request, response, answer);
  });
}

/** Answers after all earlier requests. If the connection is gone by then, it does nothing. */
async function answerNext(connection: Connection, request: IncomingMessage, response: ServerResponse, answer: Answer) {
  await connection.lastAnswer;
  try {
    if (!request.socket.destroyed) await answer(request, response);
  } catch {
    request.socket.destroy();
  }
  connection.waiting--;
}

/** Ends the oldest connection without a request, else the oldest of all. */
function endSuperfluous(connections: Map<Socket, Connection>): void {
  const [oldest] = connections.keys();
  const [idle = oldest] = [...connections.keys()].filter((socket) => connections.get(socket)?.waiting === 0);
  connections.delete(idle);
  idle.destroy();
}
