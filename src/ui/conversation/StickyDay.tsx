import { createMemo, type JSX, Show } from 'solid-js';
import { dayText } from '../text/time.ts';
import { useView } from '../view.ts';
import { lineOf } from './lines.ts';
import { DAY_ABOVE, type Scroll } from './scroll.ts';

/** The day of the topmost message, from where its own date line goes out of sight. */
export function StickyDay(props: { readonly scroll: Scroll }): JSX.Element {
  const view = useView();
  const day = createMemo(() => {
    const { row, hidden } = props.scroll.top();
    const messages = props.scroll.rows.messages();
    const message = messages[row - 1];
    if (!message) return null;
    const own = lineOf(message, messages[row - 2], null).day;
    return own && hidden < DAY_ABOVE ? null : dayText(message.at, view.today());
  });
  return (
    <Show when={day()}>
      {(words) => (
        <div
          class="sticky-day"
          aria-hidden="true"
          style={{ '--push': `${-props.scroll.push()}px` }}
        >
          {words()}
        </div>
      )}
    </Show>
  );
}
