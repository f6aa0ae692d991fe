import {
  type Accessor,
  batch,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  useContext,
} from 'solid-js';
import type { Message, Messages } from '../../messenger/messenger.ts';
import type { ConversationId, EntryId } from '../../model/ids.ts';
import { addressOf } from '../address.ts';
import type { Begun, DraftKey } from '../app.ts';
import { goTo } from '../layers.ts';
import { createObserved } from '../observe.ts';
import { sentenceFor } from '../text/reasons.ts';
import type { View } from '../view.ts';
import { createMessage } from './lookUp.ts';

/** What a person is doing with the messages of a conversation, or of one thread. */
export interface Desk {
  readonly conversation: ConversationId;
  /** The thread's first message; null for the conversation itself. */
  readonly root: EntryId | null;
  /** The message whose text is being changed. */
  readonly editing: Accessor<EntryId | null>;
  /** What its text is changed to so far; null where nothing was typed yet. */
  readonly rewritten: Accessor<string | null>;
  /** The person asked for the field in which it is changed: it takes the focus, and says so. */
  readonly asksToRewrite: Accessor<boolean>;
  /** The message that is being answered. */
  readonly answering: Accessor<EntryId | null>;
  /** The same as it stands; null while it is not found. */
  readonly answered: Accessor<Message | null>;
  /** Grows whenever the person is to go on where they write: to answer, or after a change that began there. */
  readonly asked: Accessor<number>;
  /** The message that is to be deleted, once that is confirmed. */
  readonly deleting: Accessor<Message | null>;
  /** Where a reaction is being chosen: the message, and the button that asked for it. */
  readonly picking: Accessor<Picking | null>;
  /** The message from which on all was marked as unread, until the conversation is left. */
  readonly held: Accessor<EntryId | null>;
  /** Whether anything can be said here, of messages too: not where it is archived, or closed to this device. */
  writable(): boolean;
  /** Why the last of it was not done, as a sentence. */
  readonly failure: Accessor<string | null>;
  /** Begins to change a message, or goes on where that is begun; null gives it up. */
  edit(message: EntryId | null): void;
  rewrite(text: string): void;
  /** Goes on with the change that is begun, else begins to change the person's last message; tells whether there is one. */
  editLast(): boolean;
  /** The field in which a message is changed has the focus. */
  rewriting(): void;
  /** Whether the change that is under way was begun where one writes. */
  isFromComposer(): boolean;
  /** Leads back to where one writes. */
  goOn(): void;
  saveEdit(message: EntryId, text: string): Promise<void>;
  answer(message: EntryId | null): void;
  askDelete(message: Message | null): void;
  delete(message: EntryId): Promise<void>;
  pick(picking: Picking | null): void;
  react(message: EntryId, emoji: string, on: boolean): Promise<void>;
  pin(message: EntryId, on: boolean): Promise<void>;
  /** Whether the person put a message aside. */
  isSaved(message: EntryId): boolean;
  save(message: EntryId, on: boolean): Promise<void>;
  /** The message whose link was copied just now. */
  readonly copied: Accessor<EntryId | null>;
  /** Copies a message's link; where the browser forbids it, it stands in the address. */
  copyLink(message: Message): Promise<void>;
  /** The message whose actions are offered in a sheet: where there is no pointer to show them under. */
  readonly sheet: Accessor<Message | null>;
  openSheet(message: Message | null): void;
  openThread(root: EntryId): void;
  /** Whether something was typed in a message's thread and not sent; not told of the thread that is open. */
  hasDraft(root: EntryId): boolean;
  markUnread(message: EntryId): void;
}

export interface Picking {
  readonly message: Message;
  readonly anchor: HTMLElement;
}

const NOTHING: Begun = { change: null, answering: null };

/** How long a done action is confirmed. Milliseconds. */
const CONFIRMED = 1_500;

interface DeskOptions {
  readonly view: View;
  readonly messages: Messages;
  readonly root: EntryId | null;
  /** The thread that is open beside it. */
  readonly beside?: Accessor<EntryId | null>;
  readonly markUnread: (message: EntryId) => void;
}

export function createDesk({
  view,
  messages,
  root,
  beside = () => null,
  markUnread,
}: DeskOptions): Desk {
  const { messenger } = view;
  const { conversation } = messages;
  const saved = createObserved(messenger.saved);
  const where: DraftKey = root === null ? conversation : `${conversation}/${root}`;
  // Whoever looks elsewhere meanwhile, or loads the page anew, finds it as they left it.
  const { begun } = view.app;
  const kept = createObserved(begun.all);
  const now = (): Begun => begun.all.get().get(where) ?? NOTHING;
  const begin = (part: Partial<Begun>): void => begun.set(where, { ...now(), ...part });
  const editing = createMemo(() => kept().get(where)?.change?.message ?? null);
  const rewritten = createMemo(() => kept().get(where)?.change?.text ?? null);
  const answering = createMemo(() => kept().get(where)?.answering ?? null);
  const edited = createMessage(messenger, messages, editing);
  const answered = createMessage(messenger, messages, answering);
  createEffect(() => edited()?.deleted && begin({ change: null }));
  createEffect(() => answered()?.deleted && begin({ answering: null }));
  const [asked, setAsked] = createSignal(0);
  const [asksToRewrite, setAsksToRewrite] = createSignal(false);
  let isFromComposer = false;
  const drafts = createObserved(view.app.drafts.all);
  const drafted = createMemo(
    () => [...drafts().keys()].filter((it) => it.startsWith(`${conversation}/`)),
    [],
    { equals: (a, b) => a.join() === b.join() },
  );
  const [deleting, setDeleting] = createSignal<Message | null>(null);
  const [picking, setPicking] = createSignal<Picking | null>(null);
  const [held, setHeld] = createSignal<EntryId | null>(null);
  const [copied, setCopied] = createSignal<EntryId | null>(null);
  const [sheet, setSheet] = createSignal<Message | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);

  const edit = (message: EntryId | null): void =>
    batch(() => {
      setAsksToRewrite(message !== null);
      isFromComposer = false;
      // What was typed into it is not typed again.
      if (message !== null && message === editing()) return;
      begin({ change: message === null ? null : { message, text: null } });
    });
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(sentenceFor(error));
    }
  };
  return {
    conversation,
    root,
    writable: () => {
      const room = view.conversations.of(conversation);
      return room !== undefined && !room.archived && !room.closed;
    },
    editing,
    rewritten,
    asksToRewrite,
    answering,
    answered,
    asked,
    deleting,
    picking,
    held,
    failure,
    edit,
    rewrite: (text) => {
      const message = editing();
      if (message !== null) begin({ change: { message, text } });
    },
    editLast: () => {
      const all = messages.messages.get();
      const open = all.find(({ id }) => id === editing());
      const last = open ?? all.findLast(({ from, deleted }) => from.self && !deleted);
      if (last) edit(last.id);
      isFromComposer = last !== undefined;
      return isFromComposer;
    },
    isFromComposer: () => isFromComposer,
    goOn: () => void setAsked((count) => count + 1),
    rewriting: () => void setAsksToRewrite(false),
    saveEdit: (message, text) =>
      attempt(async () => {
        const before = messages.messages.get().find(({ id }) => id === message)?.text;
        if (text.trim() !== before) await messenger.edit(message, text.trim());
        // Meanwhile it may have been typed on, or another change begun.
        const { change } = now();
        if (change?.message === message && (change.text ?? text) === text) edit(null);
      }),
    answer: (message) => {
      begin({ answering: message });
      if (message !== null) setAsked((count) => count + 1);
    },
    askDelete: (message) => void setDeleting(message),
    delete: (message) =>
      attempt(async () => {
        setDeleting(null);
        await messenger.delete(message);
      }),
    pick: (next) => void setPicking(next),
    react: (message, emoji, on) => attempt(() => messenger.react(message, emoji, on)),
    pin: (message, on) => attempt(() => messenger.pin(message, on)),
    isSaved: (message) => saved().has(message),
    save: (message, on) => attempt(() => messenger.save(message, on)),
    copied,
    copyLink: async (message) => {
      const address = addressOf(conversation, message.id, root);
      try {
        await navigator.clipboard.writeText(new URL(address, location.href).href);
      } catch {
        goTo(address);
        return;
      }
      setCopied(message.id);
      setTimeout(() => setCopied((now) => (now === message.id ? null : now)), CONFIRMED);
    },
    sheet,
    openSheet: (message) => void setSheet(message),
    openThread: (thread) => {
      goTo(addressOf(conversation, null, thread));
    },
    hasDraft: (thread) => thread !== beside() && drafted().includes(`${conversation}/${thread}`),
    markUnread: (message) => {
      setHeld(message);
      markUnread(message);
    },
  };
}

export const DeskContext = createContext<Desk>();

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('this component lives inside an open conversation');
  return desk;
}
