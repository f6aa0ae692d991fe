import type { Reason } from '../../../model/errors.ts';
import { MAX_FILES, MAX_NAME, MAX_TEXT, MIN_PASSPHRASE } from '../../../wire/limits.ts';
import { number } from './grammar.ts';

/** German: why something did not work, and what to do. */
export const reasons: Record<Reason, string> = {
  'malformed-link':
    'Dieser Link ist nicht lesbar. Lassen Sie ihn sich noch einmal geben und kopieren Sie ihn ganz, von „http“ bis zum letzten Buchstaben.',
  'expired-invite':
    'Diese Einladung ist abgelaufen. Bitten Sie jemanden aus dem Büro um einen neuen Einladungslink.',
  'used-invite':
    'Diese Einladung wurde so oft benutzt, wie sie erlaubt. Bitten Sie jemanden aus dem Büro um einen neuen Einladungslink.',
  'withdrawn-invite':
    'Diese Einladung gilt nicht mehr: Sie wurde zurückgezogen, oder wer sie erstellte oder durch sie kam, ist nicht mehr da. Bitten Sie jemanden aus dem Büro um einen neuen Einladungslink.',
  'unknown-invite':
    'Das Büro kennt diese Einladung nicht. Bitten Sie jemanden aus dem Büro um einen neuen Einladungslink.',
  'setup-used':
    'Mit diesem Einrichtungslink wurde schon ein Büro gegründet. Bitten Sie, wer es gegründet hat, um einen Einladungslink.',
  'relay-unreachable':
    'Das Relay hat nicht geantwortet. Prüfen Sie Ihre Internetverbindung oder fragen Sie, wer das Relay betreibt, ob es läuft; versuchen Sie es dann noch einmal.',
  'relay-refused':
    'Das Relay lässt dieses Gerät nicht ein. Bitten Sie jemanden aus dem Büro um einen neuen Einladungslink, oder um Hilfe, wer das Relay betreibt.',
  'no-office':
    'Dieser Browser gehört noch zu keinem Büro. Öffnen Sie einen Einladungslink, um einem beizutreten.',
  'already-in-office':
    'Dieser Browser gehört schon zu einem Büro. Öffnen Sie den Link in einem anderen Browser oder Browserprofil.',
  'no-folder':
    'Die Daten gehören in einen Ordner, an dessen Stelle liegt eine Datei. Wählen Sie einen anderen Ordner.',
  'in-use':
    'Confab ist in einem anderen Tab geöffnet. Schließen Sie jenen Tab oder benutzen Sie Confab dort.',
  'storage-failed':
    'Dieser Browser konnte nichts speichern. Prüfen Sie, dass das Fenster kein privates ist und die Festplatte Platz hat; laden Sie die Seite dann neu.',
  'storage-full':
    'Auf diesem Gerät ist kein Platz mehr für Nachrichten. Schaffen Sie Platz und versuchen Sie es dann noch einmal.',
  'identity-lost':
    'Die Nachrichten sind da, aber die Schlüssel dieses Geräts sind verloren, sodass niemand es als Ihres erkennt. Treten Sie mit einem neuen Einladungslink bei.',
  locked: 'Confab ist auf diesem Gerät gesperrt. Geben Sie Ihre Passphrase ein.',
  'wrong-passphrase':
    'Das ist nicht die Passphrase dieses Geräts. Prüfen Sie Großbuchstaben und die Tastatursprache; versuchen Sie es dann noch einmal.',
  'weak-passphrase': `Nehmen Sie mindestens ${MIN_PASSPHRASE} Zeichen; am besten sind vier oder fünf Wörter ohne Zusammenhang.`,
  'unknown-conversation':
    'Diese Unterhaltung ist nicht auf diesem Gerät. Vielleicht ist sie noch nicht angekommen; wählen Sie eine andere aus der Liste.',
  'ambiguous-conversation':
    'Mehr als eine Unterhaltung heißt so. Öffnen Sie die gewünschte aus der Liste.',
  'unknown-message':
    'Diese Nachricht ist nicht auf diesem Gerät. Vielleicht ist sie noch nicht angekommen; versuchen Sie es später noch einmal.',
  'already-sent':
    'Das kann dieses Gerät schon verlassen haben und lässt sich nicht mehr abbrechen. Löschen Sie stattdessen die Nachricht.',
  'invalid-name': `Nehmen Sie 1 bis ${MAX_NAME} Zeichen; der Name eines Kanals hat nur Buchstaben, Ziffern, Bindestriche, Punkte und Unterstriche.`,
  'name-taken': 'Einen Kanal mit diesem Namen gibt es schon. Wählen Sie einen anderen Namen.',
  'text-too-long': `Eine Nachricht hat höchstens ${number(MAX_TEXT)} Zeichen. Kürzen Sie sie oder senden Sie sie in Teilen.`,
  'act-too-large':
    'Das nennt mehr Personen und Geräte auf einmal, als Platz haben. Gehen Sie in kleineren Schritten vor.',
  'empty-text': 'Es gibt noch nichts zu senden. Schreiben Sie zuerst eine Nachricht.',
  'no-key':
    'Der neueste Schlüssel dieser Unterhaltung ist noch nicht auf diesem Gerät. Er kommt von selbst, sobald jemand aus dem Büro online ist; senden Sie dann noch einmal.',
  'ambiguous-file': 'Mehr als eine Datei beginnt so. Wählen Sie die gemeinte aus der Liste.',
  'unknown-file':
    'Diese Datei ist auf diesem Gerät nicht bekannt. Vielleicht wurde ihre Nachricht gelöscht.',
  'file-too-large': 'Diese Datei ist zu groß zum Senden. Senden Sie sie in Teilen.',
  'file-gone':
    'Die Datei konnte nicht bis zum Ende gelesen werden. Sie wurde inzwischen verschoben, gelöscht oder geändert; wählen Sie sie noch einmal.',
  'file-incomplete':
    'Teile dieser Datei sind noch nicht hier. Warten Sie, bis sie vollständig ist.',
  'cannot-read':
    'Die Datei konnte nicht gelesen werden. Wählen Sie eine andere, oder prüfen Sie, wer sie lesen darf.',
  'cannot-write':
    'Die Datei konnte nicht geschrieben werden. Wählen Sie einen anderen Ort, oder schaffen Sie dort Platz.',
  'too-many-files': `Eine Nachricht trägt höchstens ${number(MAX_FILES)} Dateien. Senden Sie die übrigen in einer weiteren.`,
  removed:
    'Dieses Gerät wurde aus dem Büro entfernt, darum kann hier nichts mehr geschrieben werden. Um zurückzukommen, bitten Sie einen Admin um einen neuen Einladungslink.',
  displaced:
    'Das Relay sagt, Ihre Einladung sei verbraucht oder beendet gewesen, bevor Sie kamen. Was Sie geschrieben haben, bleibt hier; bitten Sie jemanden aus dem Büro um einen neuen Einladungslink.',
  'unproven-removal':
    'Das Relay sagt, dieses Gerät sei entfernt worden, hat es aber nicht belegt. Das Büro bleibt offen, und was Sie schreiben, bleibt hier; fragen Sie einen Admin, ob Sie noch dazugehören.',
  'join-refused':
    'Wer gefragt wurde, hat dieses Gerät nicht eingelassen. Bitten Sie um einen neuen Link und vergleichen Sie die Wörter gemeinsam.',
  'unknown-member': 'Diese Person ist nicht mehr im Büro.',
  'ambiguous-member': 'Mehr als eine Person heißt so. Wählen Sie die gemeinte aus der Liste.',
  'unknown-device': 'Dieses Gerät ist nicht mehr im Büro.',
  'not-waiting': 'Darauf wurde schon geantwortet; hier wartet niemand mehr.',
  archived: 'Diese Unterhaltung ist archiviert. Holen Sie sie zurück, um darin zu schreiben.',
  'wrong-code':
    'Das ist kein Wiederherstellungscode dieses Büros. Er hat zwölf Wörter; prüfen Sie Schreibweise und Reihenfolge.',
  'ended-code':
    'Dieser Wiederherstellungscode wurde schon benutzt, oder er endete, als ein neuerer erstellt wurde. Nehmen Sie den neuesten, oder bitten Sie einen Admin, Sie wieder einzulassen.',
  'number-changed':
    'Die Sicherheitsnummer hat sich beim Vergleichen geändert: Ein Gerät kam dazu oder wurde entfernt. Vergleichen Sie noch einmal.',
  'not-allowed': 'Ihre Rolle in diesem Büro erlaubt das nicht. Bitten Sie einen Admin darum.',
  'last-owner':
    'Nur Sie sind Inhaber, und nach Ihnen könnte niemand mehr Rollen vergeben. Machen Sie zuerst jemand anderen zum Inhaber; gehen Sie dann.',
  'no-picture':
    'Diese Datei ist kein brauchbares Bild. Wählen Sie ein JPEG, PNG oder WebP von üblicher Größe.',
  malformed:
    'Diese Daten sind beschädigt und wurden nicht benutzt. Laden Sie die Seite neu; sie werden dann noch einmal geholt.',
  unsupported:
    'Das wurde mit einer neueren Version von Confab gemacht. Laden Sie die Seite neu, um die neueste Version zu bekommen; versuchen Sie es dann noch einmal.',
  closed:
    'Confab wurde inzwischen geschlossen. Laden Sie die Seite neu; was Sie gesendet haben, bleibt erhalten.',
  timeout:
    'Das dauerte zu lange und wurde abgebrochen. Prüfen Sie Ihre Internetverbindung; versuchen Sie es dann noch einmal.',
};
