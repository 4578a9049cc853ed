// Shows the pictures once the service worker is in charge: from the first visit on.
await navigator.serviceWorker.register('../service-worker.js', { type: 'module' });
if (navigator.serviceWorker.controller === null) {
  await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken, { once: true }));
}
document.querySelector('template').replaceWith(document.querySelector('template').content);
