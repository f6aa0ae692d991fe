import type { core as English } from '../en/core.ts';
import { counted, number } from './grammar.ts';

/** German. People are addressed as „Sie“; where it reads well, not at all. */
export const core: typeof English = {
  product: 'Confab',
  unexpected: (what: string) =>
    `Etwas ist schiefgegangen, womit Confab nicht gerechnet hat (${what}). Laden Sie die Seite neu; was Sie gesendet haben, bleibt erhalten.`,
  title: (conversation: string, office: string, unread: number) =>
    `${unread > 0 ? `(${number(unread)}) ` : ''}${conversation ? `${conversation} · ` : ''}${office}`,
  close: 'Schließen',
  cancel: 'Abbrechen',
  tryAgain: 'Noch einmal versuchen',
  reload: 'Neu laden',
  you: 'Sie',
  nav: {
    label: 'Unterhaltungen',
    channels: 'Kanäle',
    unread: (count: number) =>
      counted(count, { one: '# ungelesene Nachricht', other: '# ungelesene Nachrichten' }),
    draft: 'Entwurf',
    open: 'Unterhaltungen zeigen',
    empty: 'Auf diesem Gerät sind noch keine Kanäle angekommen.',
  },
  status: {
    connected: 'Verbunden',
    connecting: 'Verbindet…',
    offline: 'Offline: Nachrichten warten auf diesem Gerät',
    full: 'Speichert nicht: Dieses Gerät ist voll',
    notSaving: 'Speichert nicht: Der Speicher antwortet nicht',
    catchingUp: (count: number) =>
      counted(count, { one: '# Nachricht empfangen', other: '# Nachrichten empfangen' }),
    connectNow: 'Jetzt verbinden',
  },
  banner: {
    limit: {
      'device-quota':
        'Sie haben so viel gesendet, wie das Relay an einem Tag von einer Person nimmt, mit allen Geräten: Was Sie jetzt schreiben, wartet auf diesem Gerät und geht morgen hinaus.',
      'office-quota':
        'Das Relay hat keinen Platz mehr für dieses Büro: Was Sie schreiben, wartet auf diesem Gerät, bis sein Admin Platz schafft.',
    },
    full: 'Dieses Gerät hat keinen Platz mehr, darum werden neue Nachrichten nicht gespeichert. Schaffen Sie Platz und laden Sie dann neu.',
    notSaving:
      'Dieser Browser speichert im Moment nichts. Lassen Sie diesen Tab offen, bis Ihre Nachrichten gesendet sind, und laden Sie dann neu.',
    refused:
      'Das Relay lässt dieses Gerät nicht ein. Was Sie schreiben, bleibt hier. Fragen Sie einen Admin, ob Sie noch zum Büro gehören.',
    clock: (minutes: number, ahead: boolean) =>
      `Die Uhr dieses Geräts geht ${counted(minutes, { one: '# Minute', other: '# Minuten' })} ${ahead ? 'vor' : 'nach'}. Stellen Sie sie in den Systemeinstellungen, damit Ihre Nachrichten die richtige Zeit zeigen.`,
    missing:
      'Ein Teil von Confab konnte nicht geladen werden. Prüfen Sie Ihre Internetverbindung und laden Sie die Seite dann neu.',
    dismiss: 'Ausblenden',
  },
  host: {
    lead: 'Das ist ein neuer Einrichtungslink vom Relay Ihres eigenen Büros: Es hat verloren, was es aufbewahrte. Sie können das Büro zurückbringen; die Geräte der Mitglieder füllen es dann wieder.',
    bring: 'Zurückbringen',
    done: 'Das Büro ist wieder auf seinem Relay. Was die Mitglieder haben, kehrt zurück, sobald sie sich verbinden.',
  },
  update: { ready: 'Eine neue Version ist bereit.', reload: 'Neu laden' },
};
