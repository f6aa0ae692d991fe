import '../frame/Panel.css';
import './Thread.css';
import X from 'lucide-solid/icons/x';
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  on,
  onCleanup,
  Show,
} from 'solid-js';
import type { Message, Timeline } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { DropZone } from '../files/DropZone.tsx';
import { askedAgain } from '../layers.ts';
import { createById, createObserved } from '../observe.ts';
import { IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { ArchivedNote } from './ArchivedNote.tsx';
import { Composer } from './Composer.tsx';
import { createDesk, DeskContext } from './desk.ts';
import { createLongPress } from './longPress.ts';
import { MessageRow } from './MessageRow.tsx';
import { pressAt } from './messageActions.ts';
import { Overlays } from './Overlays.tsx';
import { createThreadReading } from './threadReading.ts';
import { entryAt } from './walk.ts';

interface ThreadProps {
  readonly timeline: Timeline;
  readonly root: EntryId;
  /** The conversation's name. */
  readonly name: string;
  /** The message to show. */
  readonly message: EntryId | null;
  readonly onClose: () => void;
}

/** Nearer to the end than this, new replies are followed. Pixels. */
const NEAR = 60;

/** A thread beside its conversation. Made anew for each. */
export default function ThreadPanel(props: ThreadProps): JSX.Element {
  const view = useView();
  const thread = props.timeline.thread(props.root);
  onCleanup(() => thread.close());
  const messages = createObserved(thread.messages);
  const complete = createObserved(thread.complete);
  const byId = createById(messages);
  const [also, setAlso] = createSignal(false);
  const [pointed, setPointed] = createSignal<EntryId | null>(null);
  let log!: HTMLDivElement;
  const reading = createThreadReading(thread, props.root, () => log, view.attentive);
  const desk = createDesk({ view, messages: thread, root: props.root, markUnread: () => {} });
  // What opened at a message stays at it, wherever the pointer goes.
  const active = createMemo(() => desk.picking()?.message.id ?? pointed());

  // The root may be far back.
  createEffect(() => {
    messages();
    if (!complete()) void thread.loadOlder();
  });
  const before = createMemo(() => {
    const all = messages();
    return new Map(all.map((it, i) => [it.id, all[i - 1]] as const));
  });
  /** How high all of it was when that was last looked at: where the end was, before more came. */
  let height = 0;
  const isAtEnd = (): boolean => height - log.clientHeight - log.scrollTop < NEAR;
  const onScroll = (): void => {
    height = log.scrollHeight;
    reading.look();
  };
  const toEnd = (): void => void log.scrollTo({ top: log.scrollHeight });
  const begin = (): void => {
    const line = reading.unreadLine() === null ? null : log.querySelector('.unread-line');
    if (line) line.scrollIntoView({ block: 'start' });
    else toEnd();
  };
  createEffect(
    on(byId.ids, (ids, old) => {
      const isAnswered = ids.at(-1) !== old?.at(-1) && messages().at(-1)?.from.self === true;
      const follow = old ? (isAtEnd() || isAnswered ? toEnd : () => {}) : begin;
      requestAnimationFrame(() => {
        follow();
        height = log.scrollHeight;
      });
    }),
  );
  let brought = '';
  createEffect(() => {
    const wanted = props.message;
    const asking = `${wanted} ${askedAgain()}`;
    // Once for each time that it is asked for: whoever reads on is not taken back by the next reply.
    if (wanted === null || asking === brought || !byId.ids().includes(wanted)) return;
    brought = asking;
    requestAnimationFrame(() =>
      log.querySelector(`[data-entry="${wanted}"]`)?.scrollIntoView({ block: 'center' }),
    );
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const id = entryAt(document.activeElement);
    if (pressAt(event, id ? byId.of(id) : undefined, desk, view)) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const ids = byId.ids();
    const next = id === null ? ids.length - 1 : ids.indexOf(id) + by;
    log.querySelector<HTMLElement>(`[data-entry="${ids[next]}"]`)?.focus();
  };
  const press = createLongPress((id) => desk.openSheet(byId.of(id) ?? null));
  const rootIsHere = (): boolean => byId.ids()[0] === props.root;
  return (
    <DeskContext.Provider value={desk}>
      <aside class="panel thread" aria-labelledby="thread-title">
        <header class="bar">
          <h2 id="thread-title">{text.thread.title}</h2>
          <IconButton label={text.thread.close} onClick={() => props.onClose()}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        </header>
        <div
          class="thread-log"
          data-region="panel"
          role="log"
          aria-label={text.thread.log}
          // What scrolls must be reachable by keyboard.
          tabindex="0"
          ref={log}
          onPointerOver={(event) => {
            if (event.pointerType === 'mouse') setPointed(entryAt(event.target));
          }}
          onPointerLeave={() => setPointed(null)}
          onFocusIn={(event) => setPointed(entryAt(event.target))}
          onFocusOut={({ relatedTarget }) => relatedTarget && setPointed(entryAt(relatedTarget))}
          onKeyDown={onKeyDown}
          onScroll={onScroll}
          {...press}
        >
          <Show when={!rootIsHere() && complete()}>
            <p class="thread-note">{text.thread.missing}</p>
          </Show>
          <For each={byId.ids()}>
            {(id) => (
              <Show when={byId.of(id)}>
                {(message: () => Message) => (
                  <MessageRow
                    message={message()}
                    before={before().get(id)}
                    unreadLine={reading.unreadLine()}
                    sought={props.message === id}
                    active={active() === id}
                  />
                )}
              </Show>
            )}
          </For>
          <Show when={rootIsHere() && messages().length === 1}>
            <p class="thread-note">{text.thread.alone}</p>
          </Show>
        </div>
        <Show
          when={desk.writable()}
          fallback={<ArchivedNote conversation={thread.conversation} desk={desk} />}
        >
          <Composer
            conversation={thread.conversation}
            label={text.thread.box}
            desk={desk}
            options={() => ({ thread: props.root, also: also() })}
            onSent={() => setAlso(false)}
          >
            <label class="thread-also">
              <input
                type="checkbox"
                checked={also()}
                onChange={(event) => setAlso(event.currentTarget.checked)}
              />
              {text.thread.also(props.name)}
            </label>
          </Composer>
        </Show>
        <Overlays />
        <DropZone
          words={text.files.dropInThread}
          onFiles={(files) =>
            view.outgoing.of(`${thread.conversation}/${props.root}`).tray.add(files)
          }
        />
      </aside>
    </DeskContext.Provider>
  );
}
