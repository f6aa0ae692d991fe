import { type Accessor, createEffect, createMemo, onCleanup } from 'solid-js';
import { text } from '../text/text.ts';
import type { View } from '../view.ts';

/** The window's title, the page's icon and the app's icon tell what waits; `title` is where one is. */
export function createBadge(view: View, title: Accessor<string>): void {
  const all = createMemo(() => view.conversations.ids().map((id) => view.conversations.of(id)));
  const sum = (of: 'counts' | 'badges') =>
    createMemo(() => all().reduce((count, it) => count + (it?.[of] ?? 0), 0));
  const counts = sum('counts');
  const badges = sum('badges');
  createEffect(() => {
    document.title = text.title(title(), view.officeName(), counts());
  });
  createEffect(() => showIcon(badges() > 0 ? 'meant' : counts() > 0 ? 'unread' : null));
  createEffect(() => badgeApp(badges()));
  onCleanup(() => {
    document.title = text.product;
    showIcon(null);
    badgeApp(0);
  });
}

function showIcon(mark: 'meant' | 'unread' | null): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon][type="image/svg+xml"]');
  if (icon) icon.href = mark ? `./icon-${mark}.svg` : './icon.svg';
}

/** Where the app is installed and the system shows numbers at icons. */
function badgeApp(count: number): void {
  // Whatever the system has against it: the number is in the title too.
  if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => {});
}
