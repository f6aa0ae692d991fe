import type { News } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { gistOf } from '../conversation/markdown/load.ts';
import { goTo } from '../layers.ts';
import { text } from '../text/text.ts';
import { listText } from '../text/time.ts';
import type { View } from '../view.ts';

/** Characters of a message that a notification shows. */
const SHOWN = 200;
/** Conversations that a notification names. */
const NAMED = 5;

interface Told {
  readonly title: string;
  readonly body: string;
  /** Where a click leads. */
  readonly hash: string;
  /** A later one with the same takes its place. */
  readonly tag: string;
}

/** What a notification says: one message in its words, several as a count. */
export function toldOf(view: View, { messages, count }: News): Told | null {
  const last = messages.at(-1);
  if (!last) return null;
  const nameOf = (id: typeof last.conversation): string => view.conversations.of(id)?.name ?? '';
  const ids = [...new Set(messages.map(({ conversation }) => conversation))];
  const direct = view.conversations.of(last.conversation)?.kind === 'direct';
  const where = nameOf(last.conversation);
  const words = view.preferences().preview ? gistOf(last).slice(0, SHOWN) : '';
  if (ids.length > 1) {
    const names = ids.slice(0, NAMED).map(nameOf);
    const first = messages[0] ?? last;
    const hash = addressOf(first.conversation, first.id, first.thread);
    return { title: text.news.several(count), body: listText(names), hash, tag: 'several' };
  }
  const { from, conversation } = last;
  if (count > 1) {
    const first = messages[0] ?? last;
    const body = words && text.news.last(from.name, words);
    const hash = addressOf(conversation, first.id, first.thread);
    return { title: text.news.severalIn(count, where), body, hash, tag: conversation };
  }
  const title = direct ? from.name : text.news.one(from.name, where);
  return {
    title,
    body: words,
    hash: addressOf(conversation, last.id, last.thread),
    tag: conversation,
  };
}

/** Shows it on the desktop; a click opens the message. */
export async function showNotification({ title, body, hash, tag }: Told): Promise<void> {
  const options = { body, tag, icon: './icon-192.png', data: hash };
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      goTo(hash);
      shown.close();
    };
  } catch (error) {
    // Browsers of telephones show notifications only through the service worker.
    if (!(error instanceof TypeError)) throw error;
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(title, options);
  }
}
