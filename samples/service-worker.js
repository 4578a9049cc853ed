// A page's own service worker: it stands above the pictures, here in this folder. With a bundler: 'akm/service-worker'.
import { serveAkm } from '../dist/browser/service-worker.js';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
serveAkm(self);
