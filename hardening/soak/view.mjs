/** The studio's server under abuse by other programs of the machine. Its descriptors must not grow, and it must serve. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN } from '../faults/akm.mjs';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';

const FULL = { rounds: 4, hungUp: 500, crowd: 500, parallel: 50, settle: 60_000 };
const SHORT = { rounds: 1, hungUp: 100, crowd: 200, parallel: 10, settle: 20_000 };
/** Bytes of the requested file: more than sockets hold. */
const LARGE = 2 ** 25;
/** Milliseconds within which the page must be served. */
const MAX_MILLISECONDS = 2000;
/** Connections, and a file for each, beyond those open at first. */
const MAX_DESCRIPTORS = 2 * 64;

/** @returns the server's process and the address of the page */
async function serve(file) {
  const child = spawn(process.execPath, [MAIN, 'view', file, '-q'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim() };
}

/** Connections that send a text and read nothing. */
async function openSockets(url, count, text) {
  const { port } = new URL(url);
  const sockets = Array.from({ length: count }, () =>
    connect(Number(port), '127.0.0.1')
      .on('error', () => {})
      .pause(),
  );
  await Promise.all(sockets.map((socket) => socket.pending && once(socket, 'connect').catch(() => {})));
  for (const socket of sockets) if (text !== '') socket.write(text);
  return sockets;
}

/** Attacks on the server. The sockets that they return stay open until the server has been checked. */
function makeTreatments({ hungUp, crowd, parallel }) {
  const get = (url, end = '\r\n\r\n') => `GET /files/0 HTTP/1.1\r\nHost: ${new URL(url).host}${end}`;
  return [
    [
      `${hungUp} downloads hung up on`,
      async (url) => {
        for (let done = 0; done < hungUp; done += 50) {
          const sockets = await openSockets(url, 50, get(url));
          await sleep(20);
          for (const socket of sockets) socket.destroy();
        }
        return [];
      },
    ],
    [`${crowd} connections on which nothing comes`, (url) => openSockets(url, crowd, '')],
    [`${crowd} requests that never end`, (url) => openSockets(url, crowd, get(url, ''))],
    [`${crowd} bodies that never end`, (url) => openSockets(url, crowd, get(url, '\r\nContent-Length: 99\r\n\r\n'))],
    [`${crowd} downloads that nobody reads`, (url) => openSockets(url, crowd, get(url))],
    ['20 connections with 100 requests at once', (url) => openSockets(url, 20, get(url).repeat(100))],
    [
      `${parallel} downloads at a time`,
      async (url) => {
        const load = async () => (await (await fetch(`${url}files/0`)).arrayBuffer()).byteLength;
        const sizes = await Promise.all(Array.from({ length: parallel }, load));
        if (sizes.some((size) => size !== LARGE)) throw new Error('a download was not whole');
        return [];
      },
    ],
  ];
}

function takeStock({ pid }) {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, megabytes: Number(kibibytes) / 1024 };
}

/** Milliseconds in which the page comes; infinite when it does not come in time. */
async function timePage(url) {
  const start = performance.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), headers: { Connection: 'close' } });
    return (await response.text()).includes('akm studio') ? performance.now() - start : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Waits until no more descriptors are open than at first; how many are open then. */
async function settle(child, first, patience) {
  const end = performance.now() + patience;
  while (takeStock(child).descriptors > first && performance.now() < end) await sleep(100);
  return takeStock(child);
}

/** @type {import('../lib/parts.mjs').Part} */
export const view = {
  name: 'view',
  promise: 'Whatever other programs do to `akm view`, it serves the page and keeps no descriptor',
  asked: 'the page within 2 s meanwhile, at most 128 descriptors more than at first, none more afterwards',
  run: ({ short, count, say }) =>
    withScratch(async (at) => {
      if (process.platform !== 'linux') return { skipped: 'needs /proc' };
      const plan = short ? SHORT : FULL;
      const rounds = count ?? plan.rounds;
      const { child, url } = await serve(at('large.akm', Buffer.alloc(LARGE)));
      try {
        await timePage(url);
        const first = takeStock(child).descriptors;
        const rows = [];
        for (let round = 0; round < rounds; round++) {
          for (const [what, treat] of makeTreatments(plan)) {
            const sockets = await treat(url);
            const milliseconds = await timePage(url);
            const meanwhile = takeStock(child).descriptors;
            // Half of the time in which the server must end them.
            if (round % 2 === 0) for (const socket of sockets) socket.destroy();
            const after = await settle(child, first, plan.settle);
            for (const socket of sockets) socket.destroy();
            rows.push({ what, milliseconds, meanwhile, after });
            say(`  view: ${what}`);
          }
        }
        const slowest = Math.max(...rows.map(({ milliseconds }) => milliseconds));
        const most = Math.max(...rows.map(({ meanwhile }) => meanwhile));
        const left = Math.max(...rows.map(({ after }) => after.descriptors));
        return {
          reached:
            `${formatCount(rows.length)} treatments: the page came within ${slowest.toFixed(0)} ms, ` +
            `${first} descriptors at first, ${most} at most, ${left} afterwards`,
          holds: slowest < (short ? 10_000 : MAX_MILLISECONDS) && most - first <= MAX_DESCRIPTORS && left <= first,
          lines: markdownTable(
            ['treatment', 'page after, ms', 'descriptors meanwhile', 'afterwards', 'resident, MB'],
            rows
              .slice(-7)
              .map(({ what, milliseconds, meanwhile, after }) => [
                what,
                milliseconds.toFixed(0),
                String(meanwhile),
                String(after.descriptors),
                after.megabytes.toFixed(0),
              ]),
          ),
        };
      } finally {
        child.kill('SIGKILL');
      }
    }),
};
