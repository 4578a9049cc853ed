/**
 * The studio's server: the built page and the files that were named, on this machine, for this machine.
 *
 * It listens on the loopback address alone. A page of another site could still ask it, by way of the user's browser: so it
 * answers only requests that name it as their host (against DNS rebinding), come from a page of its own or from no page at
 * all, and forbids other sites to use what it sends.
 */

import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileError } from './file-error.js';

const LOOPBACK = '127.0.0.1';

/** The built page. */
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
}

/** A server that runs. */
export interface ViewServer {
  /** Where the page is. */
  readonly url: string;
  /** Ends it, with whatever is being sent. */
  close(): Promise<void>;
}

/** What a path stands for: a file's place, or a text. */
type Route = { readonly type: string } & ({ readonly path: string } | { readonly text: string });

/**
 * Serves the studio.
 *
 * @param files - pictures for the page to open, read when they are asked for
 * @throws FileError when a file is not there, the page was not built, or the port is taken
 */
export async function serveView(
  files: readonly string[],
  { port = 0, page = PAGE }: ViewOptions = {},
): Promise<ViewServer> {
  const routes = new Map([...(await listPage(page)), ...(await listFiles(files))]);
  const server = createServer((request, response) => answer(request, response, routes));
  await listen(server, port);
  return {
    url: `http://${hostOf(server)}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** Every file of the built page, by the path under which it is asked for: there are no others. */
async function listPage(page: URL): Promise<[string, Route][]> {
  const folder = fileURLToPath(page);
  let entries: { name: string; parentPath: string; isFile(): boolean }[];
  try {
    entries = await readdir(folder, { withFileTypes: true, recursive: true });
  } catch (cause) {
    throw new FileError(folder, 'enoent', 'the studio is not there: it is made by npm run build', cause);
  }
  const routes = entries
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }): [string, Route] => {
      const path = `${parentPath.replace(/[/\\]?$/, '/')}${name}`;
      const below = path.slice(folder.length).replaceAll('\\', '/');
      return [`/${below}`, { path, type: TYPES[extname(name)] ?? 'application/octet-stream' }];
    });
  const index = routes.find(([path]) => path === '/index.html');
  if (index === undefined)
    throw new FileError(folder, 'enoent', 'the studio is not there: it is made by npm run build');
  return [...routes, ['/', index[1]]];
}

/** The named files by their numbers, so that no name is ever part of a path. */
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

function answer(request: IncomingMessage, response: ServerResponse, routes: ReadonlyMap<string, Route>): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const { method = '' } = request;
  if (!isOurs(request)) {
    refuse(response, 403, 'this server is for its own page alone');
    return;
  }
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'GET and HEAD only');
    return;
  }
  // The path as it came: nothing in it is resolved, so nothing leads elsewhere.
  const route = routes.get((request.url ?? '').replace(/[?#].*$/s, ''));
  if (route === undefined) {
    refuse(response, 404, 'no such page');
    return;
  }
  void send(route, method === 'HEAD', response);
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
  if ('text' in route) {
    response.end(isHead ? undefined : route.text);
    return;
  }
  try {
    if (isHead) {
      response.setHeader('Content-Length', (await stat(route.path)).size);
      response.end();
      return;
    }
    const stream = createReadStream(route.path);
    stream.on('error', () => {
      if (response.headersSent) response.destroy();
      else refuse(response, 404, 'the file is gone');
    });
    stream.pipe(response);
  } catch {
    refuse(response, 404, 'the file is gone');
  }
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${why}\n`);
}
