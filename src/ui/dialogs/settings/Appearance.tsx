import { type JSX, Show } from 'solid-js';
import type { LanguageChoice, Theme } from '../../app.ts';
import { createObserved } from '../../observe.ts';
import { Choice } from '../../parts/Choice.tsx';
import { createDeed } from '../../parts/deed.ts';
import { chosenLanguage, LANGUAGES, OWN_NAMES } from '../../text/languages.ts';
import { speak, text } from '../../text/text.ts';
import { useView } from '../../view.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const CHOICES: readonly LanguageChoice[] = ['system', ...LANGUAGES];

/** Light, dark, or as the system is; and the language. Both on this device only. */
export function Appearance(): JSX.Element {
  const view = useView();
  const theme = createObserved(view.app.theme);
  const language = createObserved(view.app.language);
  const changing = createDeed();
  const change = (choice: LanguageChoice): Promise<boolean> =>
    changing.run(async () => {
      await speak(chosenLanguage(choice));
      view.app.language.set(choice);
    });
  return (
    <section class="settings-section">
      <Choice
        label={text.settings.appearance}
        value={theme()}
        options={THEMES.map((value) => ({ value, label: text.settings.themes[value] }))}
        onChange={(value) => view.app.theme.set(value)}
      />
      <Choice
        label={text.settings.language}
        value={language()}
        options={CHOICES.map((value) =>
          value === 'system'
            ? { value, label: text.settings.systemLanguage }
            : { value, label: OWN_NAMES[value], lang: value },
        )}
        onChange={(value) => void change(value)}
      />
      <Show when={changing.failure()}>
        {(failure) => (
          <p class="alert" role="alert">
            {failure()}
          </p>
        )}
      </Show>
    </section>
  );
}
