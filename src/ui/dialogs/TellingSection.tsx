import { type JSX, Show } from 'solid-js';
import type { Conversation, Level } from '../../messenger/messenger.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { createDeed } from '../parts/deed.ts';
import { Failure } from '../start/Failure.tsx';
import { endOf } from '../status/spans.ts';
import { text } from '../text/text.ts';
import { untilText } from '../text/time.ts';
import { useView } from '../view.ts';

const LEVELS: readonly Level[] = ['everything', 'mentions', 'nothing'];
const SPANS = ['1h', 'today', 'never'] as const;

/** Of what in a conversation this person is told, and its muting. */
export function TellingSection(props: { readonly room: Conversation }): JSX.Element {
  const { messenger } = useView();
  const deed = createDeed();
  const mute = (until: number | boolean): void => {
    void deed.run(() => messenger.mute(props.room.id, until));
  };
  return (
    <section class="settings-section told-part">
      <Choice
        label={text.notifications.level}
        value={props.room.level}
        options={LEVELS.map((value) => ({ value, label: text.notifications.levels[value] }))}
        onChange={(level) => void deed.run(() => messenger.setLevel(props.room.id, level))}
      />
      <Show
        when={props.room.muted}
        fallback={
          <div class="telling-mutes">
            <span class="field-label">{text.notifications.mute}</span>
            {SPANS.map((span) => (
              <Button onClick={() => mute(endOf(span, Date.now()) ?? true)}>
                {text.notifications.mutes[span]}
              </Button>
            ))}
          </div>
        }
      >
        <p class="field-hint">
          {props.room.mutedUntil === null
            ? text.notifications.muted
            : text.notifications.mutedUntil(untilText(props.room.mutedUntil))}
        </p>
        <Button onClick={() => mute(false)}>{text.notifications.unmute}</Button>
      </Show>
      <Failure sentence={deed.failure()} />
    </section>
  );
}
