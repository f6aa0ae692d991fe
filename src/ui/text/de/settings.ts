import type { settings as English } from '../en/settings.ts';
import { counted, number } from './grammar.ts';

/** German: what a person can set. */
export const settings: typeof English = {
  settings: {
    open: 'Einstellungen',
    title: 'Einstellungen',
    general: 'Allgemein',
    devices: 'Geräte',
    office: 'Büro',
    name: 'Ihr Name',
    save: 'Namen speichern',
    saved: 'Gespeichert',
    appearance: 'Darstellung',
    picture: 'Ihr Bild',
    choosePicture: 'Bild wählen',
    removePicture: 'Bild entfernen',
    theme: 'Farben',
    density: 'Nachrichten',
    densities: { comfortable: 'Luftig', compact: 'Dicht' },
    textSize: 'Schriftgröße',
    textSizes: { small: 'Klein', normal: 'Normal', large: 'Groß', larger: 'Größer' },
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    systemLanguage: 'Wie das System',
    about: 'Über Confab',
    version: 'Version',
    compare: (version: string) =>
      `Der Hash über alle Dateien. Um ihn zu prüfen, bauen Sie Version ${version} selbst mit „npm run build“ und vergleichen Sie mit „hash“ in dist/hashes.json.`,
    device: 'Dieses Gerät',
    data: 'Ihre Daten',
    here: 'In diesem Browser, auf diesem Gerät. Die Geräte der anderen haben eigene Kopien.',
    used: (amount: string) => `${amount} belegt.`,
    persistent: 'Der Browser behält sie, bis Sie sie entfernen.',
    fleeting:
      'Der Browser kann sie löschen, wenn die Festplatte voll wird; was das Relay oder andere haben, kommt zurück, wenn Sie wieder beitreten.',
  },
  lock: {
    title: 'Passphrase',
    lead: 'Ohne sie kann Ihre Nachrichten lesen, wer dieses Browserprofil benutzen kann.',
    isSet:
      'Wird verlangt, sooft Confab hier geöffnet wird. Ohne sie kann niemand die Nachrichten auf diesem Gerät lesen.',
    keysStay:
      'Die Schlüssel, mit denen dieses Gerät unterschreibt, bewahrt der Browser so auf, dass niemand sie lesen und darum auch niemand sie umhüllen kann: Bitten Sie einen Admin, ein gestohlenes Gerät zu entfernen.',
    set: 'Passphrase setzen',
    now: 'Jetzt sperren',
    change: 'Passphrase ändern',
    remove: 'Passphrase entfernen',
    current: 'Jetzige Passphrase',
    next: 'Neue Passphrase',
    again: 'Neue Passphrase noch einmal',
    hint: 'Am besten sind vier oder fünf Wörter ohne Zusammenhang. Niemand kann sie Ihnen zurückgeben: Schreiben Sie sie auf.',
    differ: 'Die beiden sind nicht gleich. Geben Sie die neue Passphrase noch einmal ein.',
    save: 'Passphrase speichern',
  },
  officeSettings: {
    invites: 'Offene Einladungen',
    noInvites: 'Es gibt keine, die Sie zurückziehen können.',
    kinds: {
      member: 'Einladung für Mitglieder',
      guest: 'Einladung für Gäste',
      device: 'Link zu einem Gerät',
      recovery: 'Wiederherstellungscode',
    },
    invite: (used: number, uses: number, until: string) =>
      `${number(used)} von ${counted(uses, { one: '# Mal', other: '# Malen' })} benutzt, bis ${until}`,
    by: (name: string) => `von ${name}`,
    withdraw: 'Zurückziehen',
    withdrawIt: (kind: string) => `Zurückziehen: ${kind}`,
    rotate: 'Der Schlüssel des Büros',
    rotateLead:
      'Mit ihm wird versiegelt, was geschrieben wird. Er wechselt von selbst, sooft eine Person oder ein Gerät entfernt wird. Wechseln Sie ihn von Hand, wenn ihn jemand kopiert haben könnte.',
    rotateNow: 'Schlüssel jetzt wechseln',
    rotated: 'Der Schlüssel hat gewechselt.',
    leave: 'Das Büro verlassen',
    leaveLead:
      'Alle Ihre Geräte werden ausgeschlossen, und nur eine neue Einladung bringt Sie zurück. Was Sie geschrieben haben, bleibt bei den anderen.',
    leaveOwner:
      'Nur Sie sind Inhaber: Wenn Sie gehen, kann niemand mehr Rollen vergeben. Machen Sie zuerst jemand anderen zum Inhaber.',
    leaveNow: (office: string) => `${office} verlassen`,
  },
};
