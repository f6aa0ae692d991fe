import './About.css';
import { Tooltip } from '@kobalte/core/tooltip';
import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import SmilePlus from 'lucide-solid/icons/face-slightly-smiling-plus';
import MessageSquare from 'lucide-solid/icons/message-square-text';
import Pencil from 'lucide-solid/icons/pencil';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { Message, Quote, Reaction, ThreadSummary } from '../../messenger/messenger.ts';
import type { EntryId, MemberId } from '../../model/ids.ts';
import { addressOf } from '../address.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { hideAtEscape } from '../parts/hideAtEscape.ts';
import { text } from '../text/text.ts';
import { fullTimeText, listText, numberText, shortTimeText } from '../text/time.ts';
import { useView } from '../view.ts';
import { useDesk } from './desk.ts';
import { gistOf } from './markdown/load.ts';

/** What stands around a message's text: what it answers, what became of it, what others say to it. */

/** The message that another answers, above it. */
export function QuoteLine(props: { readonly quote: Quote }): JSX.Element {
  const desk = useDesk();
  const words = (): string => {
    if (props.quote.deleted) return text.message.quoteDeleted;
    return props.quote.from ? gistOf(props.quote) : text.message.quoteMissing;
  };
  const name = (): string => props.quote.from?.name ?? '';
  return (
    <a
      class="quote"
      href={addressOf(desk.conversation, props.quote.id, desk.root)}
      aria-label={`${text.message.quote(name())}: ${words()}`}
    >
      <CornerUpLeft size={14} aria-hidden="true" />
      <Show when={props.quote.from}>
        <span class="quote-name name">{`${name()}: `}</span>
      </Show>
      <span class="clipped" classList={{ faint: !props.quote.from || props.quote.deleted }}>
        {words()}
      </span>
    </a>
  );
}

/** That a message was sent to its thread and to the conversation too; leads to the thread. */
export function FromThread(props: {
  readonly message: Message;
  readonly root: EntryId;
}): JSX.Element {
  return (
    <a
      class="from-thread"
      href={addressOf(props.message.conversation, props.message.id, props.root)}
    >
      <MessageSquare size={12} aria-hidden="true" />
      {text.message.fromThread}
    </a>
  );
}

/** The quiet trace of a deletion. */
export function Deleted(props: { readonly message: Message }): JSX.Element {
  const words = (): string => {
    const { deleted, from } = props.message;
    if (!deleted || deleted.by.member === from.member) return text.message.deleted;
    return text.message.deletedBy(deleted.by.name);
  };
  return <p class="deleted">{words()}</p>;
}

/** That a text was changed; its earlier ones under the pointer or the focus, or once it is pressed. */
export function Edited(props: { readonly message: Message }): JSX.Element {
  const [told, setTold] = createSignal(false);
  return (
    <Tooltip open={told()} onOpenChange={setTold} openDelay={200} closeDelay={100} gutter={6}>
      <Tooltip.Trigger
        class="edited"
        type="button"
        aria-label={text.message.versions(props.message.versions.length)}
        // A finger has no other way; the tooltip hides itself at a press, after this.
        onClick={() => queueMicrotask(() => setTold(true))}
      >
        {text.message.edited}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content class="tooltip versions">
          <For each={props.message.versions.slice(-SHOWN_VERSIONS)}>
            {(version) => (
              <div class="version">
                <time>{fullTimeText(version.at)}</time>
                <p dir="auto">{version.text}</p>
              </div>
            )}
          </For>
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip>
  );
}

/** Earlier texts that are shown at once. */
const SHOWN_VERSIONS = 10;
/** Names that a reaction tells before it counts. */
const SHOWN_NAMES = 12;

export function Reactions(props: { readonly message: Message }): JSX.Element {
  const desk = useDesk();
  let list!: HTMLDivElement;
  const emojis = createMemo(() => props.message.reactions.map(({ emoji }) => emoji), [], {
    equals: (a, b) => a.length === b.length && a.every((it, i) => it === b[i]),
  });
  const of = (emoji: string) => props.message.reactions.find((it) => it.emoji === emoji);
  return (
    <Show when={emojis().length > 0}>
      <div class="reactions" ref={list}>
        <For each={emojis()}>
          {(emoji) => (
            <Show when={of(emoji)}>
              {(reaction) => (
                <ReactionButton
                  reaction={reaction()}
                  onClick={() => void desk.react(props.message.id, emoji, !reaction().mine)}
                />
              )}
            </Show>
          )}
        </For>
        <Show when={desk.writable()}>
          <button
            type="button"
            class="reaction add"
            aria-label={text.message.addReaction}
            onClick={() => desk.pick({ message: props.message, anchor: list })}
          >
            <SmilePlus size={14} aria-hidden="true" />
          </button>
        </Show>
      </div>
    </Show>
  );
}

function ReactionButton(props: {
  readonly reaction: Reaction;
  readonly onClick: () => void;
}): JSX.Element {
  const names = useNames();
  const [told, setTold] = createSignal(false);
  hideAtEscape(told, () => setTold(false));
  return (
    <Tooltip open={told()} onOpenChange={setTold} openDelay={300} closeDelay={0} gutter={6}>
      <Tooltip.Trigger
        class="reaction"
        classList={{ mine: props.reaction.mine }}
        type="button"
        aria-pressed={props.reaction.mine}
        onClick={() => props.onClick()}
      >
        <span class="reaction-emoji">{props.reaction.emoji}</span>{' '}
        <span class="reaction-count">{numberText(props.reaction.members.length)}</span>{' '}
        <span class="unseen">{text.message.reactors(names(props.reaction.members))}</span>
      </Tooltip.Trigger>
      <Tooltip.Portal ref={(place: Element) => place.setAttribute('aria-hidden', 'true')}>
        <Tooltip.Content class="tooltip">{names(props.reaction.members)}</Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip>
  );
}

function useNames(): (members: readonly MemberId[]) => string {
  const view = useView();
  const nameOf = (id: MemberId): string => {
    const member = view.members.of(id);
    return member?.self ? text.you : (member?.name ?? '');
  };
  return (members) => {
    const names = members.slice(0, SHOWN_NAMES).map(nameOf);
    const more = members.length - names.length;
    return listText(more > 0 ? [...names, numberText(more)] : names);
  };
}

/** Faces that stand at a thread. */
const SHOWN_FACES = 4;

/** A message's thread, in short; leads there. */
export function ThreadLink(props: {
  readonly message: Message;
  /** Something was typed in it and not sent. */
  readonly draft: boolean;
}): JSX.Element {
  return (
    <a class="thread-link" href={addressOf(props.message.conversation, null, props.message.id)}>
      <Show when={props.message.thread}>{(thread) => <Summary thread={thread()} />}</Show>
      <Show when={props.draft}>
        <span class="thread-draft">
          <Pencil size={12} aria-hidden="true" />
          {text.message.threadDraft}
        </span>
      </Show>
    </a>
  );
}

function Summary(props: { readonly thread: ThreadSummary }): JSX.Element {
  const view = useView();
  const last = (): string => shortTimeText(props.thread.last, view.today());
  return (
    <>
      <span class="thread-faces" aria-hidden="true">
        <For each={props.thread.participants.slice(0, SHOWN_FACES)}>
          {(id) => <Avatar id={id} name={view.members.of(id)?.name ?? ''} small />}
        </For>
      </span>
      <span class="thread-count">{text.message.replies(props.thread.replies)}</span>
      <Show when={props.thread.unread > 0}>
        <span class="thread-new">{text.message.newReplies(props.thread.unread)}</span>
      </Show>
      <span class="thread-last">{text.message.lastReply(last())}</span>
    </>
  );
}
