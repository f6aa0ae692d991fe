import type { JSX } from 'solid-js';
import type { Density, LanguageChoice, TextSize, Theme } from '../../app.ts';
import { createObserved } from '../../observe.ts';
import { Choice } from '../../parts/Choice.tsx';
import { createDeed } from '../../parts/deed.ts';
import { Failure } from '../../start/Failure.tsx';
import { chosenLanguage, LANGUAGES, OWN_NAMES } from '../../text/languages.ts';
import { speak, text } from '../../text/text.ts';
import { useView } from '../../view.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const DENSITIES: readonly Density[] = ['comfortable', 'compact'];
const SIZES: readonly TextSize[] = ['small', 'normal', 'large', 'larger'];
const CHOICES: readonly LanguageChoice[] = ['system', ...LANGUAGES];

/** Colours, how close and how large things are, and the language: on this device only. */
export function Appearance(): JSX.Element {
  const view = useView();
  const theme = createObserved(view.app.theme);
  const density = createObserved(view.app.density);
  const textSize = createObserved(view.app.textSize);
  const language = createObserved(view.app.language);
  const changing = createDeed();
  const change = (choice: LanguageChoice): Promise<boolean> =>
    changing.run(async () => {
      await speak(chosenLanguage(choice));
      view.app.language.set(choice);
    });
  return (
    <section class="settings-section">
      <h3 class="field-label">{text.settings.appearance}</h3>
      <Choice
        label={text.settings.theme}
        value={theme()}
        options={THEMES.map((value) => ({ value, label: text.settings.themes[value] }))}
        onChange={(value) => view.app.theme.set(value)}
      />
      <Choice
        label={text.settings.density}
        value={density()}
        options={DENSITIES.map((value) => ({ value, label: text.settings.densities[value] }))}
        onChange={(value) => view.app.density.set(value)}
      />
      <Choice
        label={text.settings.textSize}
        value={textSize()}
        options={SIZES.map((value) => ({ value, label: text.settings.textSizes[value] }))}
        onChange={(value) => view.app.textSize.set(value)}
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
      <Failure sentence={changing.failure()} />
    </section>
  );
}
