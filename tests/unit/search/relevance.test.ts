import { expect, test } from 'vitest';
import { SearchIndex } from '../../../src/search/index.ts';
import { askFor, logFor, makeDoc } from '../../support/searchDocs.ts';

const NOW = Date.UTC(2026, 5, 15);
const DAY = 86_400_000;

/** An office's messages, the oldest first, by key; each a week after the one before. */
const MESSAGES: Readonly<Record<string, string>> = {
  lease: 'The landlord sent the new lease; the rent goes up by three percent from January.',
  leaseSigned: 'Lease signed and scanned. Original is in the safe.',
  printer: 'The printer on the second floor is jammed again.',
  printerFixed: 'Printer works. It was the paper tray, size A4 not Letter.',
  toner: 'Ordered toner for both printers, arrives on Friday.',
  hoffmann: 'Meeting with Hoffmann moved to Thursday at 14:30 in the large room.',
  hoffmannOffer: 'The Hoffmann offer: 12 workstations, two years of maintenance, 4,800 euros.',
  hoffmannSigned: 'Hoffmann signed! Kick-off on Monday.',
  invoice: 'Invoice 2026-0117 to Hoffmann is out, payable within 14 days.',
  invoiceLate: 'Invoice 2026-0117 is overdue; I sent a reminder.',
  invoices: 'All invoices of the first quarter are in the folder accounting/q1.',
  tax: 'The tax advisor needs the receipts for travel before the tenth.',
  travel: 'Booked the train to Zürich, seats 41 and 42, return on Wednesday.',
  zurichHotel: 'Hotel in Zurich: Limmatquai 8, two rooms, breakfast included.',
  cafe: 'New café on the corner, they have oat milk and a decent espresso.',
  coffee: 'We are out of coffee beans. Who goes?',
  password: 'The guest network is called Lindenhof, the password hangs at the door.',
  vpn: 'VPN certificates expire next month, renew them with the script in tools/vpn.',
  server: 'The build server is down, disk full. Cleaning old artifacts.',
  serverUp: 'Build server is back, added 500 GB.',
  outage: 'Outage of the mail server last night between 2:10 and 2:40.',
  backup: 'Nightly backup failed twice, the target disk is read only.',
  backupOk: 'Backup runs again; restored one folder as a test.',
  release: 'Release 3.2.0 is tagged: faster search, new export, fewer crashes.',
  releaseNotes: 'Release notes for 3.2.0: https://wiki.example/release/3-2-0',
  crash: 'The app crashes on start when the profile folder is missing, see issue 482.',
  crashFixed: 'Fixed issue 482: the folder is created now.',
  design: 'New design for the settings page, comments welcome in the shared file.',
  logo: 'The logo needs more space around it, at least the height of the letter x.',
  colours: 'Colours: keep the green, drop the orange; contrast was below 4.5.',
  contrast: 'Contrast check passed for both themes.',
  party: 'Summer party on the 12th of July on the roof, bring salads.',
  salad: 'I bring a potato salad, vegan.',
  rain: 'If it rains the party moves to the canteen.',
  birthday: 'Happy birthday Aiko! Cake is in the kitchen.',
  interview: 'Interview with the candidate for support at ten, please read her CV.',
  candidate: 'The candidate accepts; she starts on the first of August.',
  contract: 'Employment contract for the new colleague is with the lawyer.',
  desk: 'We need one more desk and a chair by August.',
  chairs: 'Chairs arrive on Tuesday, somebody should be here before nine.',
  keys: 'Whoever has the second set of keys, please put it back.',
  alarm: 'The alarm code changes tomorrow, ask me in person.',
  fire: 'Fire drill on Thursday at eleven, everybody meets at the car park.',
  parking: 'Car park is closed for cleaning all Friday.',
  vacation: 'I am on vacation from the 3rd to the 17th, Léa covers for me.',
  sick: 'I am sick today, back tomorrow I hope.',
  standup: 'No stand-up today, write what you do in the channel.',
  retro: 'Retrospective: we want smaller releases and fewer meetings.',
  roadmap: 'Roadmap for autumn: search, backup, import from other tools.',
  budget: 'Budget for hardware is 9,000 until December.',
  budgetCut: 'They cut the hardware budget by a third.',
  laptop: 'My laptop battery is dying, can I get a new one from the hardware budget?',
  migration: 'Database migration runs on Saturday night, expect ten minutes without service.',
  migrationDone: 'Migration done, took seven minutes.',
  german: 'Die Besprechung über die Maßnahmen ist auf Dienstag verschoben.',
  germanStreet: 'Neue Adresse: Königstraße 12, Hinterhaus.',
  french: 'Réunion à l’école à 18 h, élèves et parents.',
  chinese: '我们明天在北京大学开会，请带电脑。',
  japanese: '来週の会議は東京で行います。資料を準備してください。',
  korean: '내일 회의는 오후 세 시에 시작합니다.',
  thai: 'พรุ่งนี้ประชุมตอนสิบโมงที่ห้องใหญ่ครับ',
  arabic: 'الاجتماع غدًا في المكتبة الساعة العاشرة صباحًا',
  arabic2: 'أحمد أرسل العقد إلى المحامي',
};

/** What is asked, and the messages that must be among the first five. */
const QUERIES: readonly (readonly [question: string, ...keys: string[]])[] = [
  ['lease', 'lease', 'leaseSigned'],
  ['rent january', 'lease'],
  ['landlord', 'lease'],
  ['printer', 'printer', 'printerFixed'],
  ['printers', 'toner'],
  ['print', 'printer', 'printerFixed', 'toner'],
  ['printer jammed', 'printer'],
  ['toner friday', 'toner'],
  ['hoffmann', 'hoffmann', 'hoffmannOffer', 'hoffmannSigned', 'invoice'],
  ['hoffmann offer', 'hoffmannOffer'],
  ['hofmann', 'hoffmann', 'hoffmannOffer'],
  ['"large room"', 'hoffmann'],
  ['invoice', 'invoice', 'invoiceLate'],
  ['invoice -reminder ', 'invoice'],
  ['2026-0117', 'invoice', 'invoiceLate'],
  ['overdue invoice', 'invoiceLate'],
  ['accounting/q1', 'invoices'],
  ['receipts tax', 'tax'],
  ['zurich', 'travel', 'zurichHotel'],
  ['zürich hotel', 'zurichHotel'],
  ['train seats', 'travel'],
  ['cafe', 'cafe'],
  ['coffee', 'coffee'],
  ['espreso ', 'cafe'],
  ['guest password', 'password'],
  ['vpn', 'vpn'],
  ['certificates expire', 'vpn'],
  ['build server', 'server', 'serverUp'],
  ['server -build ', 'outage'],
  ['"build server is back"', 'serverUp'],
  ['backup failed', 'backup'],
  ['backup', 'backup', 'backupOk', 'roadmap'],
  ['release 3.2.0', 'release', 'releaseNotes'],
  ['release notes', 'releaseNotes'],
  ['issue 482', 'crash', 'crashFixed'],
  ['crash', 'crash', 'release'],
  ['settings design', 'design'],
  ['logo', 'logo'],
  ['contrast', 'contrast', 'colours'],
  ['summer party', 'party'],
  ['party rain', 'rain'],
  ['salad', 'salad', 'party'],
  ['birthday aiko', 'birthday'],
  ['candidate', 'candidate', 'interview'],
  ['contract lawyer', 'contract'],
  ['desk chair', 'desk'],
  ['keys', 'keys'],
  ['alarm code', 'alarm'],
  ['"car park"', 'fire', 'parking'],
  ['vacation lea', 'vacation'],
  ['hardware budget', 'budget', 'budgetCut', 'laptop'],
  ['migration', 'migration', 'migrationDone'],
  ['besprechung', 'german'],
  ['massnahmen', 'german'],
  ['königstrasse', 'germanStreet'],
  ['ecole eleves', 'french'],
  ['北京大学', 'chinese'],
  ['会議', 'japanese'],
  ['회의', 'korean'],
  ['ประชุม', 'thai'],
  ['المكتبه', 'arabic'],
  ['احمد', 'arabic2'],
];

const keys = Object.keys(MESSAGES);
const index = new SearchIndex();
for (const [i, key] of keys.entries()) {
  const at = NOW - (keys.length - i) * 7 * DAY;
  const log = logFor(1, at);
  if (!index.vectors().has(log)) index.replace(log, new Map(), []);
  index.update(log, new Map(), [makeDoc(i, MESSAGES[key] ?? '', { at })]);
}

test('there are sixty questions at least', () => {
  expect(QUERIES.length).toBeGreaterThanOrEqual(60);
});

test.each(QUERIES)('%s finds what is meant among the first five', (question, ...wanted) => {
  const { hits } = index.answer(askFor(question, NOW, { limit: 5 }));
  const found = hits.map(({ number }) => keys[number]);
  for (const key of wanted) expect(found).toContain(key);
});
