// Serves the project's folder on this machine, to look at the pages beside this file: npm run samples:web [-- PORT]

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { bundleEntry } from '../../scripts/build-browser.mjs';

const ROOT = new URL('../../', import.meta.url);
/** 0: any that is free. */
const PORT = Number(process.argv[2] ?? 8128);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.akm': 'image/x-akm' };

mkdirSync(new URL('samples/web/built/', ROOT), { recursive: true });
writeFileSync(new URL('samples/web/built/react.js', ROOT), (await bundleEntry('samples/web/react.jsx')).code);

const server = createServer((request, response) => {
  // A URL knows no way above its root.
  const url = new URL(`.${new URL(request.url, ROOT).pathname.replace(ROOT.pathname, '/')}`, ROOT);
  try {
    const bytes = readFileSync(url);
    response.writeHead(200, { 'content-type': TYPES[extname(url.pathname)] ?? 'application/octet-stream' }).end(bytes);
  } catch {
    response.writeHead(404).end('not found');
  }
});
server.listen(PORT, '127.0.0.1', () => {
  const { port } = server.address();
  for (const page of ['plain', 'react', 'service-worker']) {
    console.log(`http://127.0.0.1:${port}/samples/web/${page}.html`);
  }
});
