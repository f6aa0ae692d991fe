import type { FileFailure } from '../../../messenger/messenger.ts';
import { counted } from './grammar.ts';

/** German: files, in messages, on their way and in their lists. */

const failures: Record<FileFailure, string> = {
  'file-too-large': 'Zu groß, um gesendet oder geholt zu werden.',
  'file-gone':
    'Die Datei wurde verschoben, geändert oder gelöscht, während sie gelesen wurde. Wählen Sie sie noch einmal.',
  malformed:
    'Sie ist nicht, was ihre Nachricht sagt; niemand kann sie haben. Bitten Sie den Absender noch einmal darum.',
  'storage-full':
    'Auf diesem Gerät ist kein Platz dafür. Schaffen Sie Platz; versuchen Sie es dann noch einmal.',
  'storage-failed': 'Dieses Gerät konnte sie nicht speichern. Versuchen Sie es noch einmal.',
};

export const files = {
  attach: 'Dateien anhängen',
  failures,
  drop: (conversation: string) => `Dateien hier ablegen, um sie an ${conversation} zu senden`,
  dropInThread: 'Dateien hier ablegen, um sie in den Thread zu senden',
  pasted: (when: string) => `Eingefügtes Bild ${when}`,
  tooMany: (most: number) =>
    `Eine Nachricht trägt höchstens ${most} Dateien. Die übrigen wurden weggelassen.`,

  tray: {
    label: 'Dateien zum Senden',
    remove: (name: string) => `${name} entfernen`,
    retry: (name: string) => `${name} noch einmal versuchen`,
    preparing: 'Wird vorbereitet',
    taking: (done: string, total: string) => `${done} von ${total}`,
    keep: 'Ort und Kameradaten in Bildern behalten',
    tells: (name: string) =>
      `${name} verrät vielleicht noch, wo es aufgenommen wurde: Diese Angaben lassen sich daraus nicht entfernen.`,
  },
  sending: {
    label: 'Unterwegs',
    with: (count: number, caption: string) =>
      `${counted(count, { one: '# Datei wird', other: '# Dateien werden' })} gesendet${caption ? `, mit „${caption}“` : ''}`,
    failed: (sentence: string) => `Nicht gesendet. ${sentence}`,
    stop: 'Anhalten',
    retry: 'Noch einmal versuchen',
  },

  label: (count: number) => counted(count, { one: '# Datei', other: '# Dateien' }),
  openPicture: (name: string) => `Bild ${name} öffnen`,
  fetch: (name: string) => `${name} holen`,
  stop: (name: string) => `${name} nicht weiter holen`,
  download: (name: string) => `${name} herunterladen`,
  preview: (name: string) => `Vorschau von ${name}`,
  play: (name: string) => `${name} abspielen`,
  more: (name: string) => `Mehr über ${name}`,
  fetching: (here: string, size: string, speed: string) =>
    `${here} von ${size} · ${speed} je Sekunde`,
  partly: (here: string, size: string) => `${here} von ${size} hier`,
  notHere: 'nicht auf diesem Gerät',
  waiting: 'kommt, sobald jemand hier ist, der sie hat',
  waitingFor: (holder: string, seen: string) => `wartet auf ${holder}, zuletzt gesehen ${seen}`,
  progress: (name: string) => `Fortschritt von ${name}`,

  holders: {
    title: 'Wer sie hat',
    device: (person: string, device: string) => `${person}: ${device}`,
    unnamed: (person: string) => `Gerät von ${person}`,
    self: 'Dieses Gerät',
    relay: 'Das Relay',
    relayUntil: (date: string) => `Das Relay, bis ${date}`,
    here: 'jetzt da',
    seen: (when: string) => `zuletzt gesehen ${when}`,
    part: (percent: string) => `${percent} davon`,
    nobody: 'Niemand, von dem bekannt ist, dass er sie hat, war bisher erreichbar.',
    keep: 'Auf diesem Gerät behalten',
    keepHint: 'Sie wird nie gelöscht, um Platz zu schaffen.',
    drop: 'Von diesem Gerät entfernen',
  },

  viewer: {
    label: (name: string) => `${name} ansehen`,
    close: 'Schließen',
    next: 'Nächstes',
    previous: 'Voriges',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    reset: 'Einpassen',
    download: 'Herunterladen',
    position: (index: number, count: number) => `${index} von ${count}`,
    broken: 'Diese Datei lässt sich hier nicht zeigen. Herunterladen können Sie sie trotzdem.',
    longer: (size: string) =>
      `Nur der Anfang wird gezeigt. Laden Sie die Datei herunter, um alle ${size} zu lesen.`,
  },

  panel: {
    open: 'Dateien',
    title: 'Dateien',
    close: 'Dateien schließen',
    kind: 'Art',
    kinds: { all: 'Alle', picture: 'Bilder', media: 'Ton und Film', other: 'Dokumente' },
    person: 'Gesendet von',
    anybody: 'Allen',
    since: 'Seit',
    show: 'Nachricht zeigen',
    empty:
      'Noch keine Dateien. Ziehen Sie eine in die Unterhaltung, oder nutzen Sie die Büroklammer.',
    none: 'Keine Datei ist so. Wählen Sie andere Filter.',
  },

  settings: {
    title: 'Dateien',
    used: (used: string, most: string) => `${used} von ${most} für Dateien belegt.`,
    fetchUpTo: 'Von selbst holen',
    fetchChoices: { none: 'Nichts', small: 'Bis 2 MB', medium: 'Bis 10 MB', all: 'Alles' },
    most: 'Platz für Dateien auf diesem Gerät',
    mostHint:
      'Wenn er voll ist, gehen zuerst Dateien, die lange nicht benutzt wurden und die andere haben.',
  },
};
