import type { people as English } from '../en/people.ts';
import { counted } from './grammar.ts';

/** German: people, devices and roles. */
export const people: typeof English = {
  members: {
    open: 'Mitglieder',
    title: 'Mitglieder',
    roles: { owner: 'Inhaber', admin: 'Admin', member: 'Mitglied', guest: 'Gast' },
    close: 'Mitglieder schließen',
  },
  member: {
    back: 'Zurück zu allen Mitgliedern',
    message: 'Nachricht',
    role: 'Rolle',
    roleHints: {
      owner: 'Darf alles, auch Rollen vergeben.',
      admin: 'Darf Personen und Geräte entfernen, Schlüssel wechseln und moderieren.',
      member: 'Darf einladen, Kanäle anlegen und schreiben.',
      guest: 'Sieht nur die Kanäle und Gruppen, in die der Gast aufgenommen wurde.',
    },
    guestChannels: 'Sieht',
    guestNone: 'Noch keine Kanäle',
    devices: 'Geräte',
    noDevices: 'Keine Geräte mehr. Ein Admin kann die Person wieder einlassen.',
    readmit: 'Mit neuem Gerät wieder einlassen',
    readmitTitle: (name: string) => `${name} wieder einlassen`,
    readmitLead: (name: string) =>
      `Wer diesen Link öffnet, wird ${name}. Geben Sie ihn nur ${name}, von Angesicht zu Angesicht oder auf einem Weg, dem Sie trauen. Er wirkt einmal.`,
    readmitBox: 'Link für das neue Gerät',
    readmitQr: 'QR-Code des Links für das neue Gerät',
    remove: 'Aus dem Büro entfernen',
    removeTitle: (name: string) => `${name} entfernen?`,
    removeLead: (name: string, devices: number) =>
      `${name} wird mit ${counted(devices, { one: '# Gerät', other: '# Geräten' })} ausgeschlossen, erfährt es und kann nichts mehr schreiben.`,
    removeKeys:
      'Der Schlüssel des Büros wechselt im selben Schritt, sodass nichts Neues mehr gelesen werden kann, auch nicht vom Relay.',
    removeKept:
      'Was die Person gelesen hat, bleibt auf ihren Geräten. Was sie geschrieben hat, bleibt bei Ihnen.',
    removeNow: (name: string) => `${name} entfernen`,
    removeNamed: (name: string) => `Aus dem Büro entfernen: ${name}`,
  },
  device: {
    name: 'Gerätename',
    on: (browser: string, system: string) => `${browser} unter ${system}`,
    browser: 'Browser',
    unnamed: (start: string) => `Gerät ${start}`,
    self: 'dieses Gerät',
    since: (date: string) => `Seit ${date}`,
    frozen:
      'Hat an einer Stelle zwei verschiedene Dinge gesendet: Was es schreibt, zählt nicht mehr',
    renameIt: 'Umbenennen',
    rename: (name: string) => `${name} umbenennen`,
    remove: (name: string) => `Gerät entfernen: ${name}`,
    removeIt: 'Gerät entfernen',
    removeSure: (name: string) =>
      `${name} erfährt es und schließt das Büro. Der Schlüssel des Büros wechselt, sodass es nichts Neues liest. Was es schon hat, bleibt darauf.`,
    save: 'Gerätenamen speichern',
  },
  devices: {
    title: 'Ihre Geräte',
    lead: 'Jedes hat eine eigene Kopie Ihrer Unterhaltungen und unterschreibt, was Sie schreiben.',
    link: 'Gerät koppeln',
    linkLead:
      'Scannen Sie den Code mit dem anderen Gerät oder öffnen Sie den Link im anderen Browser. Vergleichen Sie dann die Wörter, die beide zeigen.',
    linkBox: 'Link für das andere Gerät',
    linkQr: 'QR-Code des Links für das andere Gerät',
    linkQrHint: 'Mit dem anderen Gerät scannen.',
    linkLife: (time: string) => `Gilt noch ${time}, einmal.`,
    linkOver: 'Dieser Link ist abgelaufen.',
    linkAgain: 'Neuen Link machen',
    linked: (name: string) => `${name} ist gekoppelt.`,
    stop: 'Koppeln beenden',
    terminal: 'Für das Terminal: „confab join“ mit diesem Link ausführen.',
  },
  recovery: {
    title: 'Wiederherstellungscode',
    lead: 'Zwölf Wörter, die Sie zurückbringen, wenn Sie alle Geräte verloren haben. Wer sie hat, kann als Sie hereinkommen: Bewahren Sie sie auf Papier auf, nicht bei den Geräten.',
    none: 'Sie haben noch keinen Wiederherstellungscode.',
    some: 'Sie haben einen Wiederherstellungscode. Ein neuer beendet ihn.',
    make: 'Wiederherstellungscode machen',
    again: 'Neuen machen',
    once: 'Wird nur dieses eine Mal gezeigt. Schreiben Sie die Wörter in ihrer Reihenfolge auf, zusammen mit dem Link der Seite, die sie annimmt.',
    list: 'Ihr Wiederherstellungscode',
    copy: 'Wörter kopieren',
    print: 'Drucken',
    link: 'Link der Wiederherstellungsseite',
    done: 'Ich habe sie aufgeschrieben',
    sheet: (office: string, name: string) => `Wiederherstellungscode von ${name} für ${office}`,
  },
  waiting: {
    title: 'Wartet auf Einlass',
    device: (name: string) => `${name} möchte eines Ihrer Geräte werden.`,
    readmit: (name: string, device: string) => `${device} möchte ein Gerät von ${name} werden.`,
    person: (name: string) => `${name} möchte beitreten.`,
    compare: 'Stimmen Sie nur zu, wenn die andere Seite diese Wörter zeigt.',
    approve: 'Einlassen',
    refuse: 'Ablehnen',
    somebody: 'Jemand',
  },
  verify: {
    title: (name: string) => `${name} überprüfen`,
    heading: 'Überprüfung',
    lead: (name: string) =>
      `Treffen Sie ${name} oder rufen Sie an. Sehen Sie beide dieselbe Nummer, steht niemand zwischen Ihnen, und jedes Gerät gehört wirklich dazu.`,
    number: 'Sicherheitsnummer',
    qr: 'QR-Code der Sicherheitsnummer',
    qrHint: 'Oder mit der anderen Kamera scannen: Sie zeigt dieselben Ziffern.',
    mark: 'Als überprüft markieren',
    unmark: 'Nicht mehr überprüft',
    open: 'Überprüfen',
    again: 'Noch einmal überprüfen',
    states: {
      none: 'Nicht überprüft',
      verified: 'Überprüft',
      changed: 'Geräte haben sich seit Ihrer Überprüfung geändert',
    },
    changedLead: (name: string) =>
      `${name} hat andere Geräte als bei Ihrem Vergleich. Vergleichen Sie noch einmal, bevor Sie Wichtiges mitteilen.`,
  },
  notices: {
    deviceAdded: (name: string, device: string) => `${name} hat ein Gerät hinzugefügt: ${device}.`,
    ownDeviceAdded: (device: string) => `Sie haben ein Gerät hinzugefügt: ${device}.`,
    deviceAddedBy: (name: string, device: string, by: string) =>
      `${by} hat ${name} mit einem neuen Gerät wieder eingelassen: ${device}.`,
    verifiedChanged: (name: string) =>
      `Die Geräte von ${name}, die Sie überprüft hatten, haben sich geändert. Wenn ${name} Ihnen nicht gesagt hat, warum, schreibt vielleicht jemand anderes unter diesem Namen.`,
    deviceFrozen: (name: string, device: string) =>
      `Ein Gerät von ${name} (${device}) hat an einer Stelle zwei verschiedene Dinge gesendet. Was es schreibt, zählt nicht mehr.`,
    deviceAsks: (name: string, device: string, by: string) =>
      `${by} hat ${name} mit einem neuen Gerät (${device}) wieder eingelassen. Ihre Gruppen und Direktnachrichten mit ${name} sind ihm verschlossen. Fragen Sie ${name} persönlich, dann lassen Sie es ein.`,
    youLetBack: (name: string, device: string) =>
      `Sie haben ${name} mit einem neuen Gerät wieder eingelassen: ${device}.`,
    youLetBackAsks: (name: string, device: string) =>
      `Sie haben ${name} mit einem neuen Gerät (${device}) wieder eingelassen. Ihre Gruppen und Direktnachrichten mit ${name} sind ihm verschlossen. Lassen Sie es ein, sobald ${name} Ihnen persönlich gesagt hat, dass es geklappt hat.`,
    letIn: 'Einlassen',
    secondOwner:
      'Nur Sie sind Inhaber. Wenn Sie Ihre Geräte verlieren, kann niemand mehr Rollen vergeben: Machen Sie noch jemanden zum Inhaber.',
    recoveryEnded:
      'Ihr Wiederherstellungscode endete mit dem Gerät, das ihn erstellt hat: Erstellen Sie einen neuen.',
    waiting: (count: number) =>
      counted(count, {
        one: '# Person oder Gerät wartet auf Einlass.',
        other: '# Personen oder Geräte warten auf Einlass.',
      }),
    review: 'Ansehen',
    show: 'Zeigen',
    openMembers: 'Zweiten Inhaber wählen',
    removeDevice: 'Gerät entfernen',
    more: (count: number) =>
      counted(count, { one: '# weiterer Hinweis', other: '# weitere Hinweise' }),
  },
};
