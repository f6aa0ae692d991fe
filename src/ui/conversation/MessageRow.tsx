import './MessageRow.css';
import Bookmark from 'lucide-solid/icons/bookmark';
import Clock from 'lucide-solid/icons/clock-alert';
import Pin from 'lucide-solid/icons/pin';
import { createMemo, type JSX, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { Attachments } from '../files/Attachments.tsx';
import { Avatar } from '../parts/Avatar.tsx';
import { VerifiedMark } from '../parts/VerifiedMark.tsx';
import { text } from '../text/text.ts';
import { dayText, fullTimeText, timeText } from '../text/time.ts';
import { useView } from '../view.ts';
import { Deleted, Edited, FromThread, QuoteLine, Reactions, ThreadLink } from './About.tsx';
import { Actions } from './Actions.tsx';
import { Delivered } from './Delivered.tsx';
import { useDesk } from './desk.ts';
import { EditBox } from './EditBox.tsx';
import { lineOf } from './lines.ts';
import { Markdown } from './markdown/Markdown.tsx';
import { SeenLine } from './SeenLine.tsx';

interface MessageRowProps {
  readonly message: Message;
  readonly before: Message | undefined;
  readonly unreadLine: EntryId | null;
  /** It was asked for by its link. */
  readonly sought: boolean;
  /** It is under the focus or the pointer. */
  readonly active: boolean;
  /** It is the last that this person wrote here. */
  readonly lastOwn?: boolean;
}

/** One message, with the lines that stand above it. */
export function MessageRow(props: MessageRowProps): JSX.Element {
  const view = useView();
  const desk = useDesk();
  const line = createMemo(() => lineOf(props.message, props.before, props.unreadLine));
  const author = () => props.message.from.name;
  const draft = () => desk.hasDraft(props.message.id);
  return (
    <>
      <Show when={line().day}>
        <div class="day-line">
          <span class="day-chip">{dayText(props.message.at, view.today())}</span>
        </div>
      </Show>
      <Show when={line().unread}>
        <div class="unread-line">
          <span>{text.conversation.unreadLine}</span>
        </div>
      </Show>
      <article
        class="message"
        data-entry={props.message.id}
        tabindex="-1"
        classList={{
          active: props.active,
          head: line().head,
          sought: props.sought,
          mentioned: props.message.mentioned && !props.message.deleted,
        }}
        aria-label={text.conversation.article(author(), timeText(props.message.at))}
      >
        <Show when={line().head} fallback={<Time at={props.message.at} />}>
          <Avatar id={props.message.from.member} name={author()} />
        </Show>
        <div class="message-body">
          <Show when={line().head}>
            <header class="message-head">
              <span class="message-author name" dir="auto">
                {author()}
              </span>
              <Show when={view.members.of(props.message.from.member)}>
                {(member) => <VerifiedMark verification={member().verification} />}
              </Show>
              <Time at={props.message.at} />
            </header>
          </Show>
          <Show when={props.message.pinned}>
            <p class="message-pinned">
              <Pin size={12} aria-hidden="true" />
              {text.message.pinned}
            </p>
          </Show>
          <Show when={desk.isSaved(props.message.id) && !props.message.deleted}>
            <p class="message-pinned">
              <Bookmark size={12} aria-hidden="true" />
              {text.saved.mark}
            </p>
          </Show>
          <Show when={desk.root === null && props.message.root}>
            {(root) => <FromThread message={props.message} root={root()} />}
          </Show>
          <Show when={props.message.replyTo}>{(quote) => <QuoteLine quote={quote()} />}</Show>
          <Show
            when={desk.editing() === props.message.id && !props.message.deleted}
            fallback={
              <Show when={!isBare(props.message)}>
                <Said message={props.message} active={props.active} />
              </Show>
            }
          >
            <EditBox message={props.message} />
          </Show>
          <Show when={props.message.files.length > 0}>
            <Attachments
              message={props.message}
              end={
                <Show when={isBare(props.message)}>
                  <End message={props.message} active={props.active} />
                </Show>
              }
            />
          </Show>
          <Reactions message={props.message} />
          <Show when={desk.root === null && (props.message.thread || draft())}>
            <ThreadLink message={props.message} draft={draft()} />
          </Show>
          <Show when={props.lastOwn}>
            <SeenLine message={props.message} />
          </Show>
          <Show when={props.message.future}>
            <p class="message-note">
              <Clock size={14} aria-hidden="true" />
              {text.conversation.future}
            </p>
          </Show>
        </div>
        <Show when={props.active && desk.editing() !== props.message.id}>
          <Actions message={props.message} />
        </Show>
      </article>
    </>
  );
}

function Time(props: { readonly at: number }): JSX.Element {
  return (
    <time
      class="message-time"
      dateTime={new Date(props.at).toISOString()}
      title={fullTimeText(props.at)}
    >
      {timeText(props.at)}
    </time>
  );
}

/** What somebody does, with their name before it, in which nothing is a mark. */
const doing = ({ from, text }: Message): string =>
  `${from.name.replace(/[\p{P}\p{S}]/gu, '\\$&')} ${text}`;

/** It carries files and says nothing with them. */
const isBare = ({ text, files }: Message): boolean => text === '' && files.length > 0;

/** What stands behind the last of a message. */
function End(props: { readonly message: Message; readonly active: boolean }): JSX.Element {
  return (
    <>
      <Show when={props.message.edited}>
        <Edited message={props.message} />
      </Show>
      <Show when={props.message.from.self}>
        <Delivered message={props.message} active={props.active} />
      </Show>
    </>
  );
}

/** The text, or that there is none any more. */
function Said(props: { readonly message: Message; readonly active: boolean }): JSX.Element {
  return (
    <Show when={!props.message.deleted} fallback={<Deleted message={props.message} />}>
      <div class="message-text md" classList={{ me: props.message.me }}>
        <Markdown
          text={props.message.me ? doing(props.message) : props.message.text}
          mentions={props.message.mentions}
          end={<End message={props.message} active={props.active} />}
        />
      </div>
    </Show>
  );
}
