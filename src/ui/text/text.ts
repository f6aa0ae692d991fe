import { createSignal } from 'solid-js';
import { en } from './en.ts';
import { isolating } from './isolate.ts';
import { directionOf, type Language } from './languages.ts';

/** Every word on screen. A language is one object of this shape; English is the first. */
export type Text = typeof en;

/** English comes with the app, and stands in where another catalogue cannot be loaded. */
const catalogues: Readonly<Record<Language, () => Text | Promise<Text>>> = {
  en: () => en,
  de: async () => (await import('./de.ts')).de,
  ar: async () => (await import('./ar.ts')).ar,
};

const spokenIn = (language: Language, catalogue: Text): { language: Language; text: Text } => ({
  language,
  text: isolating(catalogue, directionOf(language)),
});

const [spoken, setSpoken] = createSignal(spokenIn('en', en));
let wanted: Language = 'en';

/** The language on screen; follows changes. */
export const language = (): Language => spoken().language;

/** The words of the language on screen. Read inside JSX or an effect, they follow it. */
export const text: Text = new Proxy(spoken().text, {
  get: (_, key) => Reflect.get(spoken().text, key),
});

/** Changes to a language once its words are here. Rejects where they cannot be loaded. */
export async function speak(language: Language): Promise<void> {
  wanted = language;
  const catalogue = await catalogues[language]();
  if (wanted === language) setSpoken(spokenIn(language, catalogue));
}
