/** Who works in the pretended office, and what they talk about. */
export const people: readonly string[] = [
  'Mara Lindqvist',
  'Tomás Herrera',
  'Aiko Tanaka',
  'Ben Okafor',
  'Léa Fontaine',
  'יעל כהן',
  'Jonas Weber',
  'سارة الأحمد',
  'Priya Raman',
  'Wilhelmina van den Broek-Oosterhuis',
];

type Lines = readonly (readonly [number, string])[];

const general: Lines = [
  [3, 'Morning all. The new coffee grinder is here, second floor kitchen.'],
  [1, 'Best news of the week.'],
  [2, 'Is the 10 o’clock still happening? I have the client on the phone until quarter past.'],
  [0, 'Let’s move it to 10:30 then. Same room.'],
  [0, 'I’ll bring the printouts of the floor plan, so we can draw on them.'],
  [2, 'Perfect, thank you'],
  [
    4,
    'Notes from yesterday’s review are up: https://notes.juniper.example/review/2031-04?view=full#decisions\n\nThree things to decide:\n1. which of the two entrances becomes the main one\n2. whether the archive moves down to the basement\n3. who talks to the landlord (Jonas?)',
  ],
  [6, 'I can talk to the landlord. She is usually reachable before nine.'],
  [
    6,
    'Does anybody have the signed version of the lease? Mine is only the draft (see https://en.wikipedia.org/wiki/Lease_(law)).',
  ],
  [
    8,
    'It is in the grey folder, second shelf, next to the printer that nobody is allowed to name.',
  ],
  [3, 'The one that prints everything twice?'],
  [8, 'We do not speak of it.'],
  [
    1,
    'For the basement: the humidity sensor says 48 %, which is fine for paper. I would still want a dehumidifier there before we move forty years of drawings into it. The small one we have in the workshop is enough for half of the room; the quote for a second one was 380 € in spring and I doubt that it got cheaper since.',
  ],
  [0, 'Agreed. Order the second one please, I’ll sign it today.'],
  [5, 'בוקר טוב לכולם, אני מגיעה בצהריים. הרכבת שוב מאחרת.'],
  [7, 'صباح الخير! سأرسل الرسومات النهائية بعد الظهر، راجعوا الصفحة 12 من فضلكم.'],
  [0, 'Safe travels. We saved you a seat by the window.'],
  [
    9,
    'Reminder that the fire drill is on Thursday at eleven. Please do not hide in the model workshop this time.',
  ],
  [4, 'That was one time.'],
  [2, 'It was three times'],
  [4, 'One time per year is one time.'],
  [
    1,
    'Printer path for the plotter, for whoever asked: \\\\plotter-2\\queues\\a0-roll-matte-300gsm-left-tray-with-a-name-nobody-could-possibly-remember',
  ],
  [3, 'Mail me the invoice at mailto:ben@juniper.example and I’ll put it with the others.'],
  [0, 'Done.'],
  [0, 'Lunch is on me today, by the way. Twelve thirty, the place with the blue door.'],
  [8, 'I take everything back that I ever said about Mondays.'],
];

const design: Lines = [
  [2, 'First pass of the signage is on the wall opposite the lift.'],
  [4, 'The arrows read very well from the stairs. The numerals are a touch light.'],
  [2, 'Agreed, trying one weight up.'],
  [1, 'Could we see them in the dark green as well?'],
];

const lunch: Lines = [
  [8, 'Blue door at 12:30'],
  [3, 'In'],
  [6, 'In, but five minutes late'],
  [1, 'Table for eight is booked.'],
];

export const conversationLines: Readonly<Record<string, readonly [number, string][]>> = {
  general: general as [number, string][],
  design: design as [number, string][],
  lunch: lunch as [number, string][],
};
