import type { rooms as English } from '../en/rooms.ts';
import { counted, number } from './grammar.ts';

/** German: channels, private conversations and invites. */
export const rooms: typeof English = {
  rooms: {
    groups: 'Gruppen',
    directs: 'Direktnachrichten',
    newMessage: 'Neue Nachricht',
    people: 'Personen',
    peopleHint: 'Alle, die Sie wählen, können sie lesen, und sonst niemand.',
    noPeople: 'Niemand im Büro heißt so.',
    noChannels: 'Kein Kanal heißt so.',
    remove: (name: string) => `${name} herausnehmen`,
    groupName: 'Name der Gruppe',
    groupHint:
      'Mit einem Namen wird daraus eine private Gruppe, in die später andere aufgenommen werden können.',
    start: 'Beginnen',
    none: 'Wählen Sie mindestens eine Person.',
    private: 'Privat',
    participants: (count: number) => counted(count, { one: '# Person', other: '# Personen' }),
    details: 'Einzelheiten',
    kinds: {
      channel: 'Ein Kanal: Alle im Büro können ihn lesen, Gäste nur, wenn sie aufgenommen wurden.',
      group: 'Eine private Gruppe: Nur diese Personen können sie lesen, kein Admin, kein Relay.',
      direct: 'Eine Direktnachricht: Nur diese Personen können sie lesen, für immer.',
    },
    name: 'Name',
    topic: 'Thema',
    topicLong: (most: number) => `Ein Thema hat höchstens ${number(most)} Zeichen.`,
    topicHint: 'Wozu er da ist, in einer Zeile.',
    save: 'Speichern',
    saved: 'Gespeichert',
    inIt: 'Personen',
    guests: 'Gäste',
    noGuests: 'In diesem Kanal sind keine Gäste.',
    owner: 'Inhaber der Gruppe',
    add: 'Personen aufnehmen',
    addGuests: 'Gäste aufnehmen',
    addHint: 'Sie können auch lesen, was vorher geschrieben wurde.',
    addNow: 'Aufnehmen',
    takeOutIt: 'Entfernen',
    takeOut: (name: string) => `${name} entfernen`,
    leave: 'Gruppe verlassen',
    leaveSure: 'Sie können darin nichts mehr lesen und schreiben, bis jemand Sie wieder aufnimmt.',
    archive: 'Archivieren',
    restore: 'Zurückholen',
    archiveSure:
      'Sie verschwindet aus der Liste aller und nimmt keine neuen Nachrichten an. Sie bleibt lesbar und kann zurückgeholt werden.',
    archived: 'Archiviert',
    archivedNote:
      'Diese Unterhaltung ist archiviert. Sie bleibt lesbar und nimmt keine neuen Nachrichten an.',
    closed: 'Für dieses Gerät geschlossen',
    closedLead:
      'Was hier gesagt wird, bleibt diesem Gerät verschlossen, denn jemand anders hat es für Sie eingelassen. Bitten Sie jemanden, der hier teilnimmt, es einzulassen: Confab zeigt, wie.',
    browse: 'Kanäle durchsehen',
    find: 'Kanal suchen',
    open: 'Kanäle',
    nothing: 'Kein Kanal hat diesen Namen oder dieses Thema.',
  },
  channel: {
    open: 'Kanal anlegen',
    title: 'Kanal anlegen',
    lead: 'Ein Kanal steht allen im Büro offen.',
    name: 'Name des Kanals',
    hint: 'Klein geschrieben, etwa „gestaltung“ oder „büro-neues“.',
    create: 'Kanal anlegen',
  },
  invite: {
    open: 'Personen einladen',
    title: 'Personen einladen',
    lead: (office: string) =>
      `Wer diesen Link hat, kann ${office} beitreten. Senden Sie ihn nur denen, die Sie meinen.`,
    link: 'Einladungslink',
    copy: 'Link kopieren',
    copied: 'Kopiert',
    copyFailed:
      'Der Browser hat das Kopieren nicht erlaubt. Wählen Sie den Link aus und kopieren Sie ihn von Hand.',
    qr: 'QR-Code des Einladungslinks',
    qrHint: 'Mit einem Telefon scannen, um beizutreten.',
    terms: (uses: number, until: string) =>
      uses === 1 ? `Gilt einmal, bis ${until}.` : `Gilt ${number(uses)}-mal, bis ${until}.`,
    uses: 'Zahl der Personen',
    expires: 'Gilt',
    days: (days: number) => counted(days, { one: '# Tag', other: '# Tage' }),
    again: 'Weiteren Link machen',
    againHint: 'Frühere Links gelten weiter, bis sie ablaufen.',
  },
  inviteMore: {
    who: 'Kommt herein als',
    roles: { member: 'Mitglied', guest: 'Gast' },
    guestHint:
      'Ein Gast sieht nur diese Kanäle und die Gruppen und Direktnachrichten, in die er aufgenommen wird.',
    channels: 'Kanäle für den Gast',
    approve: 'Mich fragen, bevor jemand eingelassen wird',
    approveHint: 'Sie vergleichen vorher gemeinsam vier Wörter.',
    noChannels:
      'Wählen Sie mindestens einen Kanal oder nehmen Sie den Gast später in eine Gruppe auf.',
  },
};
