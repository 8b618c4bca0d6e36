// The service worker of the desk: it shows pushes, and opens what they are about. It caches nothing.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch { /* whoever sent it, a notice must be shown */ }
  event.waitUntil(self.registration.showNotification(told.title || "Deskhand", {
    body: told.body || "",
    tag: told.tag || undefined,
    renotify: Boolean(told.tag),
    data: { url: told.url || "/desk/notices/" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url || "/desk/", self.location.origin);
  if (url.origin !== self.location.origin) return;
  event.waitUntil(open(url.href));
});

async function open(href) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((one) => new URL(one.url).pathname.startsWith("/desk/"));
  if (!page) return self.clients.openWindow(href);
  await page.focus();
  return page.navigate(href);
}
