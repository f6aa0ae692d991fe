import type { search as english } from '../en/search.ts';
import { counted } from './grammar.ts';

/** German: search, and taking a conversation along. */
export const search: typeof english = {
  open: 'Suchen',
  title: 'Suche',
  close: 'Suche schließen',
  box: 'Nachrichten durchsuchen',
  order: 'Reihenfolge',
  orders: { relevance: 'Beste zuerst', date: 'Neueste zuerst' },
  within: (conversation: string) => `Nur in ${conversation}`,
  results: 'Ergebnisse',
  found: (count: number, more: boolean) =>
    more
      ? counted(count, { one: 'Mindestens # Nachricht', other: 'Mindestens # Nachrichten' })
      : counted(count, { one: '# Nachricht', other: '# Nachrichten' }),
  alike: 'So geschrieben kommt es nirgends vor. Ähnlich geschrieben:',
  nothing: 'Keine Nachricht passt.',
  nothingHint: 'Versuch es mit weniger Wörtern, anderer Schreibweise oder in allen Unterhaltungen.',
  more: 'Mehr zeigen',
  failed: 'Die Suche hat nicht geklappt. Versuch es noch einmal.',
  inThread: 'in einem Thread',
  recent: 'Letzte Suchen',
  forget: 'Vergessen',
  lead: 'Durchsucht alles, was auf diesem Gerät liegt. Keine Frage verlässt es.',
  ways: 'So kannst du suchen',
  coverage: (date: string) => `Durchsucht bis ${date}; ältere Nachrichten kommen noch.`,
  coverageNone: 'Die Nachrichten werden zum ersten Mal gelesen; es werden noch mehr Ergebnisse.',
  coming: (count: number) =>
    counted(count, {
      one: 'Durchsucht ist, was hier ist; # ältere Nachricht kommt noch.',
      other: 'Durchsucht ist, was hier ist; # ältere Nachrichten kommen noch.',
    }),
  waiting: (count: number) =>
    counted(count, {
      one: 'Durchsucht ist, was hier ist; # ältere Nachricht wartet, bis du sie weiter kommen lässt.',
      other:
        'Durchsucht ist, was hier ist; # ältere Nachrichten warten, bis du sie weiter kommen lässt.',
    }),
  completions: 'Vorschläge',
  examples: {
    phrase: '"genauer Wortlaut"',
    without: '-ohne',
  },
  exampleHints: {
    phrase: 'Wörter genau hintereinander',
    without: 'was nicht vorkommen darf',
  },
  operators: {
    from: 'wer es geschrieben hat',
    in: 'wo es steht',
    has: 'file, link, image, reaction oder pin',
    is: 'thread: in einem Thread, saved: gemerkt',
    before: 'vor einem Tag, etwa 2026-05-03',
    after: 'seit einem Tag',
    on: 'an einem Tag, etwa gestern',
    during: 'in einem Monat oder Jahr, etwa mai oder 2025',
  },
  words: {
    days: ['heute', 'gestern', 'diese-woche', 'letzte-woche', 'dieser-monat', 'letzter-monat'],
    months: [
      'januar',
      'februar',
      'märz',
      'april',
      'mai',
      'juni',
      'juli',
      'august',
      'september',
      'oktober',
      'november',
      'dezember',
    ],
  },
  misunderstood: {
    'unknown-operator': (what: string) =>
      `„${what}“ ist kein Operator; es wird als Wörter gesucht.`,
    'unknown-value': (what: string) => `„${what}“ ist unbekannt und wurde ausgelassen.`,
    'unknown-day': (what: string) =>
      `„${what}“ nennt keinen Tag. Schreib ihn als 3.5.2026, mai oder 2025.`,
    'empty-value': (what: string) => `Bei „${what}“ fehlt, worum es geht.`,
    'too-long': 'Nur die ersten tausend Zeichen werden gesucht.',
    'too-many': 'Nur die ersten 32 Wörter und Operatoren werden gesucht.',
    'nothing-asked': 'Darin ist kein Wort zu suchen. Gib eines ein, oder einen Operator wie from:.',
    'unknown-person': (what: string) => `Hier heißt niemand „${what}“.`,
    'unknown-conversation': (what: string) => `Keine Unterhaltung heißt „${what}“.`,
    'not-possible': (what: string) => `Nach „${what}“ lässt sich nicht suchen.`,
  },
  day: {
    title: 'Zu einem Tag gehen',
    label: 'Tag',
    go: 'Los',
    none: 'An diesem Tag oder später wurde nichts geschrieben.',
  },
  archive: {
    title: 'Exportieren',
    lead: 'Alle Nachrichten auf diesem Gerät, mit Threads, Änderungen und Dateinamen, in einer Datei. Sie ist nicht versiegelt: Wer sie hat, kann sie lesen.',
    format: 'Format',
    formats: { html: 'Webseite', md: 'Markdown', json: 'JSON' },
    act: 'Exportieren',
    working: 'Exportiert',
  },
  exported: {
    title: (conversation: string) => `Nachrichten in ${conversation}`,
    facts: (office: string, date: string, count: number) =>
      `${office}, exportiert am ${date}: ${counted(count, { one: '# Nachricht', other: '# Nachrichten' })}`,
    edited: 'bearbeitet',
    before: 'Vorher:',
    deleted: 'Diese Nachricht wurde gelöscht.',
    pinned: 'angeheftet',
    answers: (name: string) => `Antwort auf ${name}`,
    thread: 'Thread',
    file: 'Datei:',
    unknown: 'jemand',
  },
};
