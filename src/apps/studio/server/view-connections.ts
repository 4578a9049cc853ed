/**
 * The connections of the studio's server: few at a time, none for ever, and one request of each at a time.
 *
 * So whatever other programs of this machine do to the server, its descriptors are bounded, and the page is served.
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long connections may take, in milliseconds. */
export interface Patience {
  /** For a request to come whole. */
  readonly request: number;
  /** For the next request on a connection. */
  readonly idle: number;
  /** For the reader of a response to take any more of it; Node lets up to twice as long pass. */
  readonly stall: number;
  /** Between two looks at the connections. */
  readonly check: number;
}

/** Of a page on the same machine all of these are a matter of milliseconds. */
export const PATIENCE: Patience = { request: 10_000, idle: 5000, stall: 15_000, check: 2000 };

/** Connections at a time: a browser has 6. With a file each they are half of the 256 descriptors that some systems allow. */
export const MAX_CONNECTIONS = 64;

/** Requests of a connection that may be sent before the first is answered: a browser sends one. */
const MAX_WAITING = 32;

/** Answers a request; resolves when the answer is taken, or its connection is gone. */
type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A connection, and the answer to the last request that came on it. */
interface Connection {
  lastAnswer: Promise<void>;
  /** Requests that are not answered. */
  waiting: number;
}

/** Answers the requests of a server, and ends connections that are too many or take too long. */
export function holdConnections(server: Server, { stall }: Patience, answer: Answer): void {
  /** The oldest is the first. */
  const connections = new Map<Socket, Connection>();
  server.timeout = stall;
  server.on('connection', (socket) => {
    // The newest may be the user's: it is taken in, and another one has to go.
    if (connections.size >= MAX_CONNECTIONS) endSuperfluous(connections);
    connections.set(socket, { lastAnswer: Promise.resolve(), waiting: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    if (++connection.waiting > MAX_WAITING) request.socket.destroy();
    // A file is opened when its turn has come, not before.
    connection.lastAnswer = answerNext(connection, request, response, answer);
  });
}

/** Answers when all before it is answered; where the connection is gone by then, not at all. */
async function answerNext(connection: Connection, request: IncomingMessage, response: ServerResponse, answer: Answer) {
  await connection.lastAnswer;
  try {
    if (!request.socket.destroyed) await answer(request, response);
  } catch {
    request.socket.destroy();
  }
  connection.waiting--;
}

/** Ends the oldest connection on which nothing is asked for, else the oldest of all. */
function endSuperfluous(connections: Map<Socket, Connection>): void {
  const [oldest] = connections.keys();
  const [idle = oldest] = [...connections.keys()].filter((socket) => connections.get(socket)?.waiting === 0);
  connections.delete(idle);
  idle.destroy();
}
