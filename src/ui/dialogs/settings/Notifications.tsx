import { Switch as Cases, createSignal, For, type JSX, Match, Show } from 'solid-js';
import type { Level, Preferences, QuietHours } from '../../../messenger/messenger.ts';
import { createPermission } from '../../notify/permission.ts';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { createDeed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { Switch } from '../../parts/Switch.tsx';
import { Failure } from '../../start/Failure.tsx';
import { text } from '../../text/text.ts';
import { dayNames } from '../../text/time.ts';
import { useView } from '../../view.ts';

const LEVELS: readonly Level[] = ['everything', 'mentions', 'nothing'];
/** Evenings and nights of working days. */
const USUAL: QuietHours = { days: [1, 2, 3, 4, 5], from: 18 * 60, to: 8 * 60 };

/** How this person is told of messages, and what others are told of them. */
export function Notifications(): JSX.Element {
  const view = useView();
  const deed = createDeed();
  const prefer = (change: Partial<Preferences>): void => {
    void deed.run(() => view.messenger.changePreferences(change));
  };
  const [words, setWords] = createSignal(view.preferences().keywords.join(', '));
  const typed = (): string[] =>
    words()
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
  return (
    <>
      <section class="settings-section told-part">
        <Desktop />
        <Switch
          label={text.notifications.desktop}
          hint={text.notifications.desktopHint}
          checked={view.preferences().desktop}
          onChange={(desktop) => prefer({ desktop })}
        />
        <Switch
          label={text.notifications.preview}
          hint={text.notifications.previewHint}
          checked={view.preferences().preview}
          onChange={(preview) => prefer({ preview })}
        />
      </section>
      <section class="settings-section told-part">
        <Choice
          label={text.notifications.channels}
          value={view.preferences().channels}
          options={LEVELS.map((value) => ({ value, label: text.notifications.levels[value] }))}
          onChange={(channels) => prefer({ channels })}
        />
        <p class="field-hint">{text.notifications.channelsHint}</p>
        <form
          class="settings-profile"
          onSubmit={(event) => {
            event.preventDefault();
            prefer({ keywords: typed() });
          }}
        >
          <Field
            label={text.notifications.keywords}
            value={words()}
            onChange={setWords}
            hint={text.notifications.keywordsHint}
          />
          <Button type="submit" disabled={typed().join() === view.preferences().keywords.join()}>
            {text.notifications.saveKeywords}
          </Button>
        </form>
      </section>
      <section class="settings-section told-part">
        <Switch
          label={text.notifications.quiet}
          hint={text.notifications.quietHint}
          checked={view.preferences().quietHours !== null}
          onChange={(on) => prefer({ quietHours: on ? USUAL : null })}
        />
        <Show when={view.preferences().quietHours}>
          {(hours) => <Hours hours={hours()} onChange={(quietHours) => prefer({ quietHours })} />}
        </Show>
      </section>
      <section class="settings-section told-part">
        <Switch
          label={text.notifications.seen}
          hint={text.notifications.seenHint}
          checked={view.preferences().seen}
          onChange={(seen) => prefer({ seen })}
        />
        <Switch
          label={text.notifications.typing}
          hint={text.notifications.typingHint}
          checked={view.preferences().typing}
          onChange={(typing) => prefer({ typing })}
        />
        <Failure sentence={deed.failure()} />
      </section>
    </>
  );
}

/** Whether the browser lets the app, and how it can be let. */
function Desktop(): JSX.Element {
  const permission = createPermission();
  return (
    <Cases>
      <Match when={permission.now() === 'default'}>
        <div class="settings-part">
          <p class="field-hint">{text.notifications.ask}</p>
          <Button onClick={() => void permission.ask()}>{text.news.allow}</Button>
        </div>
      </Match>
      <Match when={permission.now() === 'denied'}>
        <p class="field-hint">{text.notifications.denied}</p>
      </Match>
      <Match when={permission.now() === 'missing'}>
        <p class="field-hint">{text.notifications.missing}</p>
      </Match>
    </Cases>
  );
}

function Hours(props: {
  readonly hours: QuietHours;
  readonly onChange: (hours: QuietHours) => void;
}): JSX.Element {
  const toggle = (day: number): void => {
    const { days } = props.hours;
    const next = days.includes(day) ? days.filter((it) => it !== day) : [...days, day];
    props.onChange({ ...props.hours, days: next.sort() });
  };
  return (
    <div class="quiet-hours">
      <fieldset class="quiet-days">
        <legend class="field-label">{text.notifications.days}</legend>
        <For each={dayNames()}>
          {({ day, short, long }) => (
            <button
              type="button"
              class="quiet-day"
              aria-pressed={props.hours.days.includes(day)}
              onClick={() => toggle(day)}
            >
              <span aria-hidden="true">{short}</span>
              <span class="unseen">{long}</span>
            </button>
          )}
        </For>
      </fieldset>
      <Time
        label={text.notifications.from}
        minutes={props.hours.from}
        onChange={(from) => props.onChange({ ...props.hours, from })}
      />
      <Time
        label={text.notifications.to}
        minutes={props.hours.to}
        onChange={(to) => props.onChange({ ...props.hours, to })}
      />
    </div>
  );
}

function Time(props: {
  readonly label: string;
  /** After midnight. */
  readonly minutes: number;
  readonly onChange: (minutes: number) => void;
}): JSX.Element {
  const two = (value: number): string => String(value).padStart(2, '0');
  const shown = (): string => `${two(Math.floor(props.minutes / 60))}:${two(props.minutes % 60)}`;
  return (
    <label class="quiet-time">
      <span class="field-label">{props.label}</span>
      <input
        class="select-box"
        type="time"
        value={shown()}
        onChange={({ currentTarget }) => {
          const [hours, minutes] = currentTarget.value.split(':').map(Number);
          if (hours !== undefined && minutes !== undefined) props.onChange(hours * 60 + minutes);
        }}
      />
    </label>
  );
}
