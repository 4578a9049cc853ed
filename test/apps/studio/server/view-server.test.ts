/** The studio's server: the files that it serves, and the requests that it refuses. */

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveView, type ViewServer } from '../../../../src/apps/studio/server/view-server.js';

let folder: string;
let page: URL;
let server: ViewServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'akm-view-'));
  mkdirSync(join(folder, 'page', 'samples'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>the studio');
  writeFileSync(join(folder, 'page', 'files.json'), '[]');
  writeFileSync(join(folder, 'page', 'samples', 'dot.png'), 'dot');
  writeFileSync(join(folder, 'my picture?.png'), 'mine');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  page = pathToFileURL(`${folder}/page/`);
  server = await serveView([join(folder, 'my picture?.png')], { page });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A request with exactly this path and these headers. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { hostname, port } = new URL(server.url);
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, body: Buffer.concat(parts).toString(), headers: response.headers }),
      );
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** The bytes of a download, which are not kept. */
async function countBytes(url: string): Promise<number> {
  const [response] = await once(request(url).end(), 'response');
  let count = 0;
  for await (const bytes of response) count += bytes.length;
  return count;
}

describe('the server of the studio', () => {
  it('listens on the loopback address', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('serves the page, the files beside it, and the pictures of the command line under numbers', async () => {
    expect((await ask('/')).body).toContain('the studio');
    expect((await ask('/index.html?x=1')).body).toContain('the studio');
    expect((await ask('/samples/dot.png')).body).toBe('dot');
    expect(JSON.parse((await ask('/files.json')).body)).toEqual([{ name: 'my picture?.png', url: 'files/0' }]);
    expect((await ask('/files/0')).body).toBe('mine');
    expect(await ask('/files/0', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/samples/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..\\secret.txt',
    '/files/1',
    '/files/../secret.txt',
    '/files/0/../../secret.txt',
    '/files/my picture%3F.png',
    '//etc/passwd',
    '/samples',
    '/samples/',
  ])('has nothing at %s', async (path) => {
    const { status, body } = await ask(path.replace(' ', '%20'));
    expect([status, body]).toEqual([404, 'no such page\n']);
  });

  it("refuses a request whose Host header is not the server's address", async () => {
    const { port, host } = new URL(server.url);
    const statusFor = async (name: string) => (await ask('/', { host: name })).status;
    expect(await Promise.all([host, `localhost:${port}`].map(statusFor))).toEqual([200, 200]);
    const foreign = ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`];
    expect(await Promise.all(foreign.map(statusFor))).toEqual(foreign.map(() => 403));
  });

  it('refuses requests from pages of other sites', async () => {
    const { origin } = new URL(server.url);
    expect((await ask('/files/0', { origin })).status).toBe(200);
    for (const other of ['http://evil.example', 'null', origin.replace('http:', 'https:')]) {
      expect((await ask('/files/0', { origin: other })).status, other).toBe(403);
    }
    for (const [site, status] of [
      ['same-origin', 200],
      ['none', 200],
      ['cross-site', 403],
      ['same-site', 403],
    ] as const) {
      expect((await ask('/files/0', { 'sec-fetch-site': site })).status, site).toBe(status);
    }
  });

  it('sends a strict content security policy with every answer, refusals included', async () => {
    for (const path of ['/', '/files/0', '/nothing']) {
      const { headers } = await ask(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
      expect(headers['content-security-policy']).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it('accepts GET and HEAD only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(await ask('/', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
  });

  it('answers with an error when a picture of the command line is gone', async () => {
    const path = join(folder, 'brief.png');
    writeFileSync(path, 'x');
    const own = await serveView([path], { page });
    rmSync(path);
    const response = await fetch(`${own.url}files/0`);
    expect([response.status, await response.text()]).toEqual([404, 'the file is gone\n']);
    await own.close();
  });

  it('refuses to start for missing files, folders, a page that is not built, a port in use', async () => {
    await expect(serveView([join(folder, 'none.png')], { page })).rejects.toThrow('none.png: no such file or folder');
    await expect(serveView([folder], { page })).rejects.toThrow('is not a file');
    await expect(serveView([], { page: pathToFileURL(`${folder}/empty/`) })).rejects.toThrow('npm run build');
    const port = Number(new URL(server.url).port);
    await expect(serveView([], { page, port })).rejects.toThrow(`port ${port}: is taken`);
  });
});

/** Abuse of the server by other programs of the machine. Short times stand for those of {@link PATIENCE}. */
describe.skipIf(process.platform !== 'linux')('the server of the studio under abuse', () => {
  const patience = { request: 400, idle: 400, stall: 400, check: 50 };
  let own: ViewServer;
  let port: number;
  beforeAll(async () => {
    writeFileSync(join(folder, 'large.png'), Buffer.alloc(2 ** 24));
    own = await serveView([join(folder, 'large.png')], { page, patience });
    port = Number(new URL(own.url).port);
  });
  afterAll(() => own.close());

  const countDescriptors = () => readdirSync('/proc/self/fd').length;
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;

  /** Connections that send a text and read nothing. */
  async function open(count: number, text: string) {
    const sockets = Array.from({ length: count }, () =>
      connect(port, '127.0.0.1')
        .on('error', () => undefined)
        .pause(),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) if (text !== '') socket.write(text);
    return sockets;
  }

  async function isServed(): Promise<boolean> {
    return (await (await fetch(own.url)).text()).includes('the studio');
  }

  /** Waits until no more descriptors are open than there were. */
  async function settles(before: number): Promise<boolean> {
    for (let turn = 0; turn < 60 && countDescriptors() > before; turn++) await sleep(50);
    return countDescriptors() <= before;
  }

  it('closes the file of a download that the client gave up', async () => {
    await isServed();
    await sleep(600);
    const before = countDescriptors();
    for (let round = 0; round < 10; round++) {
      const sockets = await open(20, get('/files/0'));
      await sleep(10);
      for (const socket of sockets) socket.destroy();
    }
    expect(await isServed()).toBe(true);
    expect(await settles(before)).toBe(true);
  });

  it.each([
    ['500 connections on which nothing comes', 500, ''],
    ['500 requests that never end', 500, 'GET / HTTP/1.1\r\nHost: 127'],
    ['100 downloads that nobody reads', 100, get('/files/0')],
    ['100 requests with a body that never ends', 100, get('/').replace('\r\n\r\n', '\r\nContent-Length: 9\r\n\r\n')],
  ])('serves the page in spite of %s, and gets rid of them', async (_, count, text) => {
    const before = countDescriptors();
    const sockets = await open(count, text);
    expect(await isServed()).toBe(true);
    await Promise.all(sockets.map((socket) => socket.resume().destroyed || once(socket, 'close')));
    expect(await settles(before)).toBe(true);
  });

  it('closes the connection of a client that stops reading', async () => {
    const before = countDescriptors();
    const [stalled] = await open(1, get('/files/0'));
    await sleep(3 * patience.stall);
    let length = 0;
    stalled.on('data', (part) => {
      length += part.length;
    });
    await once(stalled.resume(), 'close');
    expect(length).toBeLessThan(2 ** 24);
    expect(await settles(before)).toBe(true);
  });

  it('opens one file at a time for simultaneous requests, and closes surplus connections', async () => {
    const before = countDescriptors();
    const [few] = await open(1, get('/files/0').repeat(20));
    await sleep(100);
    expect(countDescriptors() - before).toBeLessThanOrEqual(3);
    few.destroy();
    const [many] = await open(1, get('/files/0').repeat(100));
    await once(many.resume(), 'close');
    expect(await settles(before)).toBe(true);
  });

  it('sends many complete downloads at a time', async () => {
    // With the usual times: on a busy machine, one of many readers may wait longer than the short times allow.
    const patient = await serveView([join(folder, 'large.png')], { page });
    const sizes = await Promise.all(Array.from({ length: 40 }, () => countBytes(`${patient.url}files/0`)));
    await patient.close();
    expect(sizes).toEqual(sizes.map(() => 2 ** 24));
  });
});
