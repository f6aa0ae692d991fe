import Bookmark from 'lucide-solid/icons/bookmark';
import BookmarkX from 'lucide-solid/icons/bookmark-x';
import Copy from 'lucide-solid/icons/copy';
import SmilePlus from 'lucide-solid/icons/face-slightly-smiling-plus';
import Link from 'lucide-solid/icons/link';
import MailOpen from 'lucide-solid/icons/mail';
import MessageSquare from 'lucide-solid/icons/message-square-text';
import Pencil from 'lucide-solid/icons/pencil';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import Reply from 'lucide-solid/icons/reply';
import Trash from 'lucide-solid/icons/trash';
import type { Component } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import type { View } from '../view.ts';
import type { Desk } from './desk.ts';

export interface MessageAction {
  readonly id: string;
  readonly label: string;
  readonly icon: Component<{ size: number; 'aria-hidden': 'true' }>;
  /** Keys that do it while the message has the focus. */
  readonly keys: readonly string[];
  /** `anchor` is where something opens that it needs. */
  run(anchor: HTMLElement): void;
}

/** What this person can do with a message, in the order of the toolbar. */
export function actionsOf(message: Message, desk: Desk, view: View): MessageAction[] {
  const { id } = message;
  const own = message.from.self;
  const inConversation = desk.root === null;
  const saved = desk.isSaved(id);
  const sayable = !message.deleted && desk.writable();
  const all: (MessageAction | false)[] = [
    ...(sayable ? onText(message, desk) : []),
    sayable &&
      inConversation && {
        id: 'thread',
        label: text.actions.thread,
        icon: MessageSquare,
        keys: ['t'],
        run: () => desk.openThread(message.root ?? id),
      },
    sayable &&
      own && {
        id: 'edit',
        label: text.actions.edit,
        icon: Pencil,
        keys: ['e'],
        run: () => desk.edit(id),
      },
    sayable &&
      (own || view.messenger.mayModerate()) && {
        id: 'delete',
        label: text.actions.delete,
        icon: Trash,
        keys: ['Backspace', 'Delete'],
        run: () => desk.askDelete(message),
      },
    sayable &&
      view.may('pin') && {
        id: 'pin',
        label: message.pinned ? text.actions.unpin : text.actions.pin,
        icon: message.pinned ? PinOff : Pin,
        keys: ['p'],
        run: () => void desk.pin(id, !message.pinned),
      },
    (saved || !message.deleted) && {
      id: 'save',
      label: saved ? text.saved.unsave : text.saved.save,
      icon: saved ? BookmarkX : Bookmark,
      keys: ['s'],
      run: () => void desk.save(id, !saved),
    },
    {
      id: 'copy-link',
      label: text.actions.copyLink,
      icon: Link,
      keys: ['l'],
      run: () => void desk.copyLink(message),
    },
    inConversation && {
      id: 'mark-unread',
      label: text.actions.markUnread,
      icon: MailOpen,
      keys: ['u'],
      run: () => desk.markUnread(id),
    },
  ];
  return all.filter((it) => it !== false);
}

const onText = (message: Message, desk: Desk): MessageAction[] => [
  {
    id: 'react',
    label: text.actions.react,
    icon: SmilePlus,
    keys: ['+'],
    run: (anchor) => desk.pick({ message, anchor }),
  },
  {
    id: 'reply',
    label: text.actions.reply,
    icon: Reply,
    keys: ['r'],
    run: () => desk.answer(message.id),
  },
];

/** Where fingers select no text, it is copied whole. */
export const copyTextAction = (message: Message): MessageAction => ({
  id: 'copy-text',
  label: text.copyText,
  icon: Copy,
  keys: [],
  run: () => void navigator.clipboard.writeText(message.text).catch(console.error),
});

/** Does what a key stands for at a message that has the focus; tells whether it was one. */
export function pressAt(
  event: KeyboardEvent,
  message: Message | undefined,
  desk: Desk,
  view: View,
): boolean {
  const { target, ctrlKey, metaKey, altKey, key } = event;
  const isAt = target instanceof HTMLElement && target.dataset.entry === message?.id;
  if (!message || !isAt || ctrlKey || metaKey || altKey) return false;
  const action = actionsOf(message, desk, view).find(({ keys }) => keys.includes(key));
  if (!action) return false;
  event.preventDefault();
  action.run(target);
  return true;
}
