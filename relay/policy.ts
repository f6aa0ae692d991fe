/**
 * What the web app's page may do: the headers that the relay sends with it, and the same policy as a
 * meta tag for a page that is hosted elsewhere. vite.config.ts builds that in.
 */

/** Names of the Trusted Types policies: Solid's compiled templates (vite.config.ts), the app's own scripts. */
export const TRUSTED_TEMPLATES = 'confab-templates';
export const TRUSTED_SCRIPTS = 'confab-scripts';

/** Directives that hold wherever the page is served. Nothing inline, nothing from elsewhere, no eval. */
const PAGE = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${TRUSTED_TEMPLATES} ${TRUSTED_SCRIPTS}`,
];
/** Browsers heed it in a header only. */
const UNFRAMED = "frame-ancestors 'none'";

const connecting = (sockets: readonly string[]): string =>
  ["connect-src 'self'", ...new Set(sockets)].join(' ');

/** The policy as a header: `sockets` are the origins of WebSockets that the page may open (`wss://…`). */
export const headerPolicy = (sockets: readonly string[]): string =>
  [...PAGE, connecting(sockets), UNFRAMED].join('; ');

/**
 * The policy as a meta tag. A browser obeys both where both are given. Without `relays` any WebSocket
 * may be opened as far as this tag goes: a page that is built does not know its office's relays.
 */
export const metaPolicy = (relays: readonly string[]): string =>
  [...PAGE, connecting(relays.length > 0 ? relays : ['ws:', 'wss:'])].join('; ');

/** Headers beside the policy. The app uses nothing of the machine but the clipboard, to copy links. */
export const GUARDING_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Origin-Agent-Cluster', '?1'],
  [
    'Permissions-Policy',
    [
      'clipboard-write=(self)',
      ...['camera', 'microphone', 'geolocation', 'display-capture', 'payment', 'usb', 'serial'],
      ...['hid', 'midi', 'accelerometer', 'gyroscope', 'magnetometer'],
      ...['clipboard-read', 'publickey-credentials-get', 'screen-wake-lock'],
    ]
      .map((it) => (it.includes('=') ? it : `${it}=()`))
      .join(', '),
  ],
];

/**
 * Reads origins of WebSockets, parted by spaces or commas, as an admin gives them. Throws an `Error`
 * that names what is none.
 */
export function readSocketOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((it) => {
      const url = URL.canParse(it) ? new URL(it) : null;
      if (!url || !/^wss?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash)
        throw new Error(`no origin of a WebSocket such as wss://chat.example: ${it}`);
      return url.origin;
    });
}
