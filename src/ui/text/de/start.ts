import type { start as English } from '../en/start.ts';

/** German: before an office is open, and after one was left. */
export const start: typeof English = {
  welcome: {
    title: 'Willkommen bei Confab',
    lead: 'Der Messenger für ein Büro, aufbewahrt auf den Geräten der eigenen Leute.',
    link: 'Einladungslink',
    hint: 'Jemand aus dem Büro schickt Ihnen einen. Die erste Person eines Büros benutzt den Einrichtungslink, den das Relay ausgegeben hat.',
    back: 'Schon einmal hier gewesen? Um einen weiteren Browser zu benutzen, öffnen Sie in dem, den Sie haben, „Einstellungen“, dann „Geräte“, und koppeln Sie ihn von dort. Wenn Sie Ihre Geräte verloren haben, öffnen Sie den Link, den Sie mit Ihrem Wiederherstellungscode aufbewahrt haben, oder bitten Sie einen Admin, Sie wieder einzulassen.',
    relay: 'Relay: der Computer des Büros, der immer läuft. Er sieht nur versiegelte Nachrichten.',
    open: 'Link öffnen',
  },
  setup: {
    title: 'Ihr Büro gründen',
    lead: 'Sie sind das erste Mitglied und gründen es als Inhaber. Andere treten mit Links bei, die Sie ihnen schicken.',
    officeName: 'Name des Büros',
    name: 'Ihr Name',
    create: 'Büro gründen',
    nameHint: 'So, wie man Sie im Büro kennt. Sie können ihn später ändern.',
  },
  join: {
    title: (office: string) => `${office} beitreten`,
    lead: 'Nachrichten werden auf Ihrem Gerät versiegelt und öffnen sich nur auf denen der Mitglieder.',
    name: 'Ihr Name',
    join: 'Büro beitreten',
  },
  firstLock: {
    title: 'Dieses Gerät mit einer Passphrase sperren',
    passphrase: 'Passphrase für dieses Gerät',
    hint: 'Wird verlangt, sooft Confab hier geöffnet wird. Jetzt gesetzt, umhüllt sie alle Schlüssel dieses Geräts. Niemand kann sie Ihnen zurückgeben.',
  },
  locked: {
    title: 'Confab ist gesperrt',
    lead: 'Die Schlüssel auf diesem Gerät sind umhüllt. Ihre Passphrase öffnet sie; sie verlässt dieses Gerät nie.',
    passphrase: 'Passphrase',
    unlock: 'Entsperren',
    unlocking: 'Wird entsperrt…',
    forgotten:
      'Vergessen? Ohne sie kann niemand diese Kopie öffnen. Löschen Sie im Browser die Daten dieser Website. Koppeln Sie ihn dann von einem anderen Ihrer Geräte aus, benutzen Sie Ihren Wiederherstellungscode, oder bitten Sie einen Admin, Sie wieder einzulassen, und lassen Sie dieses Gerät entfernen.',
  },
  steps: {
    connecting: 'Mit dem Relay verbinden',
    founding: 'Das Büro gründen',
    reading: 'Die Mitgliederliste lesen',
    joining: 'Beitreten',
    asking: 'Auf Einlass warten',
    label: 'Fortschritt',
    done: 'fertig',
    doing: 'läuft',
    failed: 'fehlgeschlagen',
    waiting: 'wartet',
  },
  elsewhere: {
    title: 'Confab ist in einem anderen Tab geöffnet',
    lead: 'Ein Tab auf einmal hält Ihre Nachrichten in Ordnung. Der andere tritt zurück, wenn Sie hier weitermachen.',
    use: 'Hier benutzen',
  },
  failed: {
    title: 'Confab konnte nicht öffnen',
    kept: 'Es wurde nichts gelöscht.',
  },
  starting: 'Confab wird geöffnet',
  link: {
    title: (office: string) => `Diesen Browser mit ${office} koppeln`,
    lead: 'Er wird ein weiteres Gerät von Ihnen, mit denselben Unterhaltungen. Haben Sie den Link selbst gemacht, muss das Gerät, auf dem er entstand, diesen Browser einlassen.',
    nameHint: 'Andere sehen ihn neben Ihrem Namen. Sie können ihn später ändern.',
    link: 'Diesen Browser koppeln',
  },
  recover: {
    title: (office: string) => `Zurück zu ${office}`,
    lead: 'Ihr Wiederherstellungscode macht diesen Browser wieder zu einem Ihrer Geräte. Er wirkt einmal; machen Sie danach einen neuen.',
    code: 'Wiederherstellungscode',
    count: (words: number) => `Zwölf Wörter in ihrer Reihenfolge. Bisher ${words} von 12.`,
    recover: 'Zurückkommen',
  },
  words: {
    label: 'Wörter zum Vergleichen',
    compareLink:
      'Vergleichen Sie diese Wörter mit dem anderen Gerät. Stimmen Sie dort nur zu, wenn es dieselben zeigt.',
    compareJoin:
      'Jemand aus dem Büro muss Sie einlassen und sieht diese Wörter auch. Lesen Sie sie einander vor, am Telefon oder von Angesicht zu Angesicht.',
    late: 'Niemand hat diesen Browser eingelassen, solange der Link galt. Bitten Sie um einen neuen Link und öffnen Sie ihn, wenn die andere Seite bereit ist.',
  },
  removed: {
    title: (office: string) => `Sie wurden aus ${office} entfernt`,
    titleDevice: (office: string) => `Dieses Gerät hat ${office} verlassen`,
    titleOnly: (office: string) => `Dieses Gerät wurde aus ${office} entfernt`,
    titleDisplaced: (office: string) => `Sie gehören doch nicht zu ${office}`,
    by: (name: string) => `${name} hat dieses Gerät entfernt.`,
    byYou: 'Sie haben es von einem anderen Ihrer Geräte aus entfernt.',
    displaced:
      'Jemand anderes hatte Ihren Einladungslink vor Ihnen benutzt; das wurde erst bekannt, nachdem Sie beigetreten waren.',
    kept: 'Dieser Browser hat noch, was er bis dahin hatte: Nachrichten, Namen und Schlüssel. Neues kommt hier nicht mehr an, und die anderen behalten ihre eigenen Kopien.',
    back: 'Um zurückzukommen, bitten Sie jemanden aus dem Büro um einen neuen Einladungslink. Löschen Sie vorher, was hier ist.',
    backStill:
      'Sie gehören weiter zum Büro. Um diesen Browser wieder zu benutzen, löschen Sie zuerst, was hier ist. Koppeln Sie ihn dann von einem anderen Ihrer Geräte aus, benutzen Sie Ihren Wiederherstellungscode, oder bitten Sie einen Admin, Sie wieder einzulassen.',
    delete: 'Alles hier löschen',
    sure: 'Alle Nachrichten und Schlüssel dieses Büros aus diesem Browser löschen? Das lässt sich nicht rückgängig machen.',
  },
};
