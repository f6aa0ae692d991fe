import './Composer.css';
import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import Paperclip from 'lucide-solid/icons/paperclip';
import SendHorizontal from 'lucide-solid/icons/send-horizontal';
import X from 'lucide-solid/icons/x';
import { createEffect, type JSX, lazy, onCleanup, onMount, Show } from 'solid-js';
import type { Message, SendOptions } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import { MAX_TEXT } from '../../wire/limits.ts';
import type { DraftKey } from '../app.ts';
import type { Said } from '../commands/slash.ts';
import { pastedFiles } from '../files/pasted.ts';
import { useOpening } from '../frame/opening.ts';
import { IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { ComposerEmoji } from './ComposerEmoji.tsx';
import { createCompletion } from './completion.ts';
import type { Desk } from './desk.ts';
import { createDraft, joined } from './draft.ts';
import { gistOf } from './markdown/load.ts';
import { Suggestions } from './Suggestions.tsx';
import { TypingLine } from './TypingLine.tsx';

interface ComposerProps {
  readonly conversation: ConversationId;
  /** What the field is called. */
  readonly label: string;
  /** What is being done with the messages above; undefined while they are not here. */
  readonly desk: Desk | undefined;
  /** What stands below the field. */
  readonly children?: JSX.Element;
  readonly options?: () => SendOptions;
  /** What was written is on its way; what was chosen for it holds no longer. */
  readonly onSent?: () => void;
}

// Most messages carry no files.
const OutgoingView = lazy(() => import('../files/Tray.tsx'));

/** From here on the number of characters that are left is shown. */
const SHOW_LEFT = MAX_TEXT - 1_000;

/** Where one writes. */
export function Composer(props: ComposerProps): JSX.Element {
  const view = useView();
  // A composer is made anew for each conversation.
  const { conversation } = props;
  const root = props.desk?.root;
  const place = { view, opening: useOpening(), conversation };
  const give = async (typed: string): Promise<void> => {
    const said = typed.startsWith('/')
      ? await (await import('../commands/slash.ts')).runSlash(typed, place)
      : { text: typed };
    if (said) await sendSaid(said);
  };
  const sendSaid = async ({ text, ...how }: Said): Promise<void> => {
    const answered = props.desk?.answering() ?? null;
    props.desk?.answer(null);
    const options = { ...props.options?.(), ...how, ...(answered ? { replyTo: answered } : {}) };
    // What has files goes when they are taken in; one goes on writing meanwhile.
    const isCarried = outgoing.tray.files().length > 0;
    props.onSent?.();
    if (isCarried) return outgoing.send(text, options);
    try {
      await view.messenger.send(conversation, text, options);
    } catch (error) {
      props.desk?.answer(answered);
      throw error;
    }
  };
  const where: DraftKey = root ? `${conversation}/${root}` : conversation;
  const outgoing = view.outgoing.of(where);
  const draft = createDraft(give, view.app.drafts, where, {
    mayBeEmpty: () => outgoing.tray.files().length > 0,
  });
  let box!: HTMLTextAreaElement;
  let chooser!: HTMLInputElement;
  const write = (next: string, caret: number): void => {
    draft.write(next);
    box.value = next;
    box.setSelectionRange(caret, caret);
  };
  const completion = createCompletion({ place, box: () => box, replace: write });
  const left = () => MAX_TEXT - draft.text().length;
  const empty = () => draft.text().trim() === '' && outgoing.tray.files().length === 0;
  const carries = () =>
    outgoing.tray.files().length + outgoing.sending().length > 0 ||
    outgoing.tray.refused() !== null;

  createEffect(() => {
    draft.text();
    grow(box);
  });
  onMount(() => {
    // A finger would get a keyboard that it did not ask for; who goes through results goes on there.
    const isElsewhere = document.activeElement?.closest('[role=dialog], .search-hits');
    if (!matchMedia('(pointer: fine)').matches || isElsewhere) return;
    // With the next frame, which lays the page out anyway: the focus would have it laid out twice.
    const frame = requestAnimationFrame(() => box.focus());
    onCleanup(() => cancelAnimationFrame(frame));
  });
  const send = (): void => {
    // What is still looked for belongs to a text that is gone.
    completion.close();
    void draft.send();
    box.focus();
  };
  createEffect(() => {
    if (props.desk?.asked()) box.focus();
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (completion.onKeyDown(event)) return;
    if (event.key === 'Escape' && props.desk?.answering()) {
      event.preventDefault();
      props.desk.answer(null);
    }
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const isUp = event.key === 'ArrowUp' && isPlain;
    if (isUp && draft.text() === '' && props.desk?.editLast()) {
      event.preventDefault();
      return;
    }
    // While an input method composes, Enter belongs to it; Safari reports that only by the code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    send();
  };
  return (
    <div class="composer">
      <div class="alert" role="alert">
        <Show when={draft.failure()}>
          {(sentence) => <p class="composer-failure">{text.conversation.notSent(sentence())}</p>}
        </Show>
        <Show when={props.desk?.failure()}>
          {(sentence) => <p class="composer-failure">{text.actions.failed(sentence())}</p>}
        </Show>
      </div>
      <Show when={props.desk?.answering()}>
        <Answering
          message={props.desk?.answered() ?? null}
          onCancel={() => props.desk?.answer(null)}
        />
      </Show>
      <Suggestions completion={completion} />
      <Show when={carries()}>
        <OutgoingView
          outgoing={outgoing}
          onText={(text) => draft.write(joined([text, draft.text()]))}
        />
      </Show>
      <div class="composer-field" data-region="composer">
        <input
          type="file"
          hidden
          multiple
          ref={chooser}
          onChange={(event) => {
            outgoing.tray.add([...(event.currentTarget.files ?? [])]);
            // The same file can be chosen again.
            event.currentTarget.value = '';
            box.focus();
          }}
        />
        <IconButton label={text.files.attach} onClick={() => chooser.click()}>
          <Paperclip size={18} aria-hidden="true" />
        </IconButton>
        <textarea
          ref={box}
          class="composer-box"
          rows="1"
          dir="auto"
          value={draft.text()}
          placeholder={props.label}
          aria-label={props.label}
          aria-autocomplete="list"
          aria-controls={completion.items().length > 0 ? completion.id : undefined}
          aria-activedescendant={completion.active()}
          enterkeyhint="send"
          onInput={(event) => {
            draft.write(event.currentTarget.value);
            if (event.currentTarget.value.trim() !== '') view.messenger.type(conversation);
            completion.look();
            if (event.data === ':') completion.writeOut();
          }}
          onSelect={() => completion.look()}
          onPaste={(event) => {
            const files = pastedFiles(event.clipboardData);
            if (files.length === 0) return;
            event.preventDefault();
            outgoing.tray.add(files);
          }}
          onBlur={() => completion.close()}
          onKeyDown={onKeyDown}
        />
        <ComposerEmoji box={() => box} onWrite={write} />
        <button
          type="button"
          class="composer-send"
          aria-label={text.conversation.send}
          disabled={empty() || left() < 0}
          onClick={send}
        >
          <SendHorizontal size={18} aria-hidden="true" />
        </button>
      </div>
      <Show when={draft.text().length > SHOW_LEFT}>
        <p class="composer-left" classList={{ over: left() < 0 }}>
          {left() < 0 ? text.conversation.over(-left()) : text.conversation.left(left())}
        </p>
      </Show>
      {props.children}
      <Show when={!root}>
        <TypingLine conversation={conversation} />
      </Show>
    </div>
  );
}

/** Which message the next one answers. */
function Answering(props: {
  /** Null while it is not found. */
  readonly message: Message | null;
  readonly onCancel: () => void;
}): JSX.Element {
  return (
    <div class="answering">
      <CornerUpLeft size={14} aria-hidden="true" />
      <Show
        when={props.message}
        fallback={<span class="clipped faint">{text.message.quoteMissing}</span>}
      >
        {(message) => (
          <>
            <span class="answering-name name clipped">{text.answering(message().from.name)}</span>
            <span class="clipped">{gistOf(message())}</span>
          </>
        )}
      </Show>
      <IconButton label={text.notAnswering} onClick={() => props.onCancel()}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** Grows with its text where the browser does not do that by itself (`field-sizing`); CSS bounds it. */
function grow(box: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
