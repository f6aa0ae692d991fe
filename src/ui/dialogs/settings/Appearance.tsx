import type { JSX } from 'solid-js';
import type { Theme } from '../../app.ts';
import { createObserved } from '../../observe.ts';
import { Choice } from '../../parts/Choice.tsx';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Light, dark, or as the system is. */
export function Appearance(): JSX.Element {
  const view = useView();
  const theme = createObserved(view.app.theme);
  return (
    <section class="settings-section">
      <Choice
        label={text.settings.appearance}
        value={theme()}
        options={THEMES.map((value) => ({ value, label: text.settings.themes[value] }))}
        onChange={(value) => view.app.theme.set(value)}
      />
    </section>
  );
}
