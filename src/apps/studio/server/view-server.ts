/**
 * The studio's server: serves the built page and the named files on this machine, to this machine.
 *
 * It listens only on the loopback address. A page of another site could still send requests through the user's browser. So the
 * server answers only requests that name it as their host (against DNS rebinding) and come from its own page or from no page.
 * It also forbids other sites to use its responses.
 */

import { constants } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { FileError } from '../../../node/file-error.js';
import { holdConnections, PATIENCE, type Patience } from './view-connections.js';

const LOOPBACK = '127.0.0.1';

/** The built page, as seen from dist/cli, where the build puts this module. */
const PAGE = new URL('../browser/viewer/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The page needs its own files, its worker, bitmaps that it makes, and WebAssembly for the encoder's kernels. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/** How to serve. */
export interface ViewOptions {
  /** Port to listen on, 0..65535; 0 = a free one. */
  readonly port?: number | undefined;
  /** Folder of the built page. Default: the package's own. */
  readonly page?: URL;
  /** How long connections may take. */
  readonly patience?: Patience;
}

/** A running server. */
export interface ViewServer {
  /** Address of the page. */
  readonly url: string;
  /** Ends the server and all transfers. */
  close(): Promise<void>;
}

/** The target of a path: a file, or a text. */
type Route = { readonly type: string } & ({ readonly path: string } | { readonly text: string });

/**
 * Serves the studio.
 *
 * @param files - pictures for the page to open, read when they are requested
 * @throws FileError when a file is missing, the page was not built, or the port is taken
 */
export async function serveView(
  files: readonly string[],
  { port = 0, page = PAGE, patience = PATIENCE }: ViewOptions = {},
): Promise<ViewServer> {
  const routes = new Map([...(await listPage(page)), ...(await listFiles(files))]);
  const server = createServer({
    requestTimeout: patience.request,
    headersTimeout: patience.request,
    keepAliveTimeout: patience.idle,
    connectionsCheckingInterval: patience.check,
  });
  holdConnections(server, patience, (request, response) => answer(request, response, routes));
  await listen(server, port);
  return {
    url: `http://${hostOf(server)}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** Every file of the built page by its path. No other paths exist. */
async function listPage(page: URL): Promise<[string, Route][]> {
  const folder = fileURLToPath(page);
  let entries: { name: string; parentPath: string; isFile(): boolean }[];
  try {
    entries = await readdir(folder, { withFileTypes: true, recursive: true });
  } catch (cause) {
    throw new FileError(folder, 'enoent', 'the studio is missing: npm run build makes it', cause);
  }
  const routes = entries
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }): [string, Route] => {
      const path = `${parentPath.replace(/[/\\]?$/, '/')}${name}`;
      const below = path.slice(folder.length).replaceAll('\\', '/');
      return [`/${below}`, { path, type: TYPES[extname(name)] ?? 'application/octet-stream' }];
    });
  const index = routes.find(([path]) => path === '/index.html');
  if (index === undefined) throw new FileError(folder, 'enoent', 'the studio is missing: npm run build makes it');
  return [...routes, ['/', index[1]]];
}

/** The named files by their numbers, so that no path contains a name. */
async function listFiles(files: readonly string[]): Promise<[string, Route][]> {
  for (const file of files) await checkFile(file);
  const routes = files.map((path, index): [string, Route] => [
    `/files/${index}`,
    { path, type: 'application/octet-stream' },
  ]);
  const list = files.map((path, index) => ({ name: basename(path), url: `files/${index}` }));
  return [['/files.json', { text: JSON.stringify(list), type: TYPES['.json'] }], ...routes];
}

async function checkFile(file: string): Promise<void> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new FileError(file, 'eisfile', 'is not a file');
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    throw new FileError(file, code.toLowerCase(), code === 'ENOENT' ? 'no such file or folder' : `${cause}`, cause);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((listening, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is taken' : cause.message;
      reject(new FileError(`port ${port}`, (cause.code ?? 'UNKNOWN').toLowerCase(), why, cause));
    });
    server.listen(port, LOOPBACK, listening);
  });
}

function hostOf(server: Server): string {
  return `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
}

/** Answers a request; resolves when the answer is taken, or its connection is gone. */
function answer(request: IncomingMessage, response: ServerResponse, routes: ReadonlyMap<string, Route>): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const { method = '' } = request;
  if (!isOurs(request)) return refuse(response, 403, 'this server is only for its own page');
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, 405, 'GET and HEAD only');
  }
  // The path is used as received: it is not resolved, so it can't lead elsewhere.
  const route = routes.get((request.url ?? '').replace(/[?#].*$/s, ''));
  if (route === undefined) return refuse(response, 404, 'no such page');
  return send(route, method === 'HEAD', response);
}

/** Whether a request names this server as its host, and comes from its page or from no page. */
function isOurs({ headers, socket }: IncomingMessage): boolean {
  const { host, origin } = headers;
  const hosts = [`${LOOPBACK}:${socket.localPort}`, `localhost:${socket.localPort}`];
  if (host === undefined || !hosts.includes(host)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

async function send(route: Route, isHead: boolean, response: ServerResponse): Promise<void> {
  response.setHeader('Content-Type', route.type);
  if ('text' in route) return end(response, isHead ? undefined : route.text);
  let file: FileHandle | undefined;
  try {
    // The named file may have become a pipe, and opening a pipe would wait.
    file = await open(route.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile()) return await refuse(response, 404, 'the file is gone');
    response.setHeader('Content-Length', found.size);
    if (isHead || found.size === 0) return await end(response);
    // When one side ends, both are ended, and the file is closed. Bytes added to the file since are not sent.
    const { socket } = response;
    const stream = file.createReadStream({ end: found.size - 1 });
    await pipeline(stream, response);
    // The file has shrunk: the reader must not wait for the rest.
    if (stream.bytesRead < found.size) socket?.destroy();
  } catch {
    if (response.headersSent) response.destroy();
    else await refuse(response, 404, 'the file is gone');
  } finally {
    await file?.close();
  }
}

/** Also ends the connection, so that further data on it are not read. */
function refuse(response: ServerResponse, status: number, why: string): Promise<void> {
  response.statusCode = status;
  response.removeHeader('Content-Length');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Connection', 'close');
  return end(response, `${why}\n`);
}

/** Ends a response; resolves when it is taken or its connection is gone. */
function end(response: ServerResponse, text?: string): Promise<void> {
  return new Promise((ended) => {
    response.once('close', ended);
    if (response.destroyed) ended();
    else response.end(text);
  });
}
