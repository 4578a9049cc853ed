/** A server for pages under test: files of the project, and answers that are slow, cut off, wrong or missing. */

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
  '.akm': 'image/x-akm',
  '.svg': 'image/svg+xml',
};

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An answer whose bytes are sent by the test. */
export interface Feed {
  /** Resolves after a request. */
  readonly asked: Promise<void>;
  /** Resolves when the client has closed the connection before the end. */
  readonly dropped: Promise<void>;
  write(bytes: Uint8Array): void;
  end(): void;
  /** Breaks the connection. */
  destroy(): void;
}

/** Serves the project's folder, with routes before it. */
export class TestServer {
  readonly origin: string;
  readonly #routes: Map<string, Answer>;
  readonly #requests: string[];
  readonly #close: () => Promise<void>;

  private constructor(origin: string, routes: Map<string, Answer>, requests: string[], close: () => Promise<void>) {
    this.origin = origin;
    this.#routes = routes;
    this.#requests = requests;
    this.#close = close;
  }

  /** Starts one on a free port of 127.0.0.1, which for browsers is a secure context. */
  static async start(): Promise<TestServer> {
    const routes = new Map<string, Answer>();
    const requests: string[] = [];
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      requests.push(pathname);
      const answer =
        routes.get(pathname) ?? answerWithFile(pathname === '/favicon.ico' ? '/samples/icon.png' : pathname);
      response.on('error', () => {});
      answer(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    return new TestServer(`http://127.0.0.1:${port}`, routes, requests, () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    });
  }

  /** The number of requests for a path. */
  countRequests(path: string): number {
    return this.#requests.filter((request) => request === path).length;
  }

  /** Answers requests for a path. */
  route(path: string, answer: Answer): void {
    this.#routes.set(path, answer);
  }

  /** Answers with bytes or text; `headers` and `status` as given. */
  serve(path: string, body: Uint8Array | string, { status = 200, headers = {} }: ServeOptions = {}): void {
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    this.route(path, (_, response) => response.writeHead(status, { 'content-type': type, ...headers }).end(body));
  }

  /** A complete page from the content of its body. */
  servePage(path: string, body: string, { head = '', ...options }: ServeOptions & { head?: string } = {}): void {
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title>${head}</head><body>${body}</body></html>`;
    this.serve(path, html, options);
  }

  /** Sends `piece` bytes every `everyMs` milliseconds. */
  dribble(path: string, bytes: Uint8Array, { piece, everyMs }: { piece: number; everyMs: number }): void {
    this.route(path, (_, response) => {
      response.writeHead(200, { 'content-type': 'image/x-akm' });
      let at = 0;
      const timer = setInterval(() => {
        response.write(bytes.subarray(at, at + piece));
        at += piece;
        if (at >= bytes.length) response.end();
        if (at >= bytes.length || response.destroyed) clearInterval(timer);
      }, everyMs);
      response.on('close', () => clearInterval(timer));
    });
  }

  /** An answer that the test sends piece by piece, to the first request. */
  feed(path: string, headers: Readonly<Record<string, string>> = {}): Feed {
    let answered: (response: ServerResponse) => void;
    let drop: () => void;
    const response = new Promise<ServerResponse>((resolve) => {
      answered = resolve;
    });
    const dropped = new Promise<void>((resolve) => {
      drop = resolve;
    });
    this.route(path, (_, found) => {
      found.writeHead(200, { 'content-type': 'image/x-akm', ...headers });
      found.flushHeaders();
      found.on('close', () => {
        if (!found.writableFinished) drop();
      });
      answered(found);
    });
    return {
      asked: response.then(() => {}),
      dropped,
      write: (bytes) => void response.then((found) => found.write(bytes)),
      end: () => void response.then((found) => found.end()),
      destroy: () => void response.then((found) => found.destroy()),
    };
  }

  close(): Promise<void> {
    return this.#close();
  }
}

export interface ServeOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

function answerWithFile(pathname: string): Answer {
  return (_, response) => {
    const file = normalize(join(ROOT, decodeURIComponent(pathname)));
    try {
      if (!file.startsWith(ROOT) && file + sep !== ROOT) throw new Error('outside');
      const bytes = readFileSync(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  };
}
