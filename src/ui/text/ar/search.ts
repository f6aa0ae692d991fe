import type { search as english } from '../en/search.ts';
import { counted } from './grammar.ts';

const messages = (count: number): string =>
  counted(count, {
    zero: 'لا رسائل',
    one: 'رسالة واحدة',
    two: 'رسالتان',
    few: '# رسائل',
    many: '# رسالة',
    other: '# رسالة',
  });

/** Arabic: search, and taking a conversation along. */
export const search: typeof english = {
  open: 'بحث',
  title: 'البحث',
  close: 'إغلاق البحث',
  box: 'البحث في الرسائل',
  order: 'الترتيب',
  orders: { relevance: 'الأنسب أولًا', date: 'الأحدث أولًا' },
  within: (conversation: string) => `في ${conversation} فقط`,
  results: 'النتائج',
  found: (count: number, more: boolean) =>
    more ? `${messages(count)} على الأقل` : messages(count),
  alike: 'لا شيء يطابق ما كُتب. هذا ما يشبهه:',
  nothing: 'لا توجد رسالة مطابقة.',
  nothingHint: 'جرّب كلمات أقل أو كتابة أخرى، أو ابحث في كل المحادثات.',
  more: 'عرض المزيد',
  failed: 'لم ينجح البحث. حاول مرة أخرى.',
  inThread: 'في سلسلة ردود',
  recent: 'عمليات البحث الأخيرة',
  forget: 'نسيانها',
  lead: 'ابحث في كل ما على هذا الجهاز. لا يغادره أي سؤال.',
  ways: 'طرق البحث',
  coverage: (date: string) => `شمل البحث ما كُتب منذ ${date}؛ ولا تزال رسائل أقدم في الطريق.`,
  coverageNone: 'تُقرأ الرسائل للمرة الأولى؛ ستزداد النتائج.',
  coming: (count: number) => `بُحث في ما هو هنا؛ ما زال في الطريق من الأقدم: ${messages(count)}.`,
  waiting: (count: number) => `بُحث في ما هو هنا؛ ينتظر من الأقدم حتى تستأنفه: ${messages(count)}.`,
  completions: 'اقتراحات',
  examples: {
    phrase: '"عبارة كما هي"',
    without: '-بدون',
  },
  exampleHints: {
    phrase: 'كلمات متتالية',
    without: 'ما يجب ألا يَرِد',
  },
  operators: {
    from: 'من كتبها',
    in: 'أين توجد',
    has: 'file أو link أو image أو reaction أو pin',
    is: 'thread في سلسلة، saved محفوظة',
    before: 'قبل يوم، مثل 2026-05-03',
    after: 'منذ يوم',
    on: 'في يوم، مثل أمس',
    during: 'في شهر أو سنة، مثل مايو أو 2025',
  },
  misunderstood: {
    'unknown-operator': (what: string) => `«${what}» ليس عامل بحث؛ يُبحث عنه ككلمات.`,
    'unknown-value': (what: string) => `«${what}» غير معروف وقد تُرك.`,
    'unknown-day': (what: string) => `«${what}» ليس يومًا. اكتبه مثل 2026-05-03 أو مايو أو 2025.`,
    'empty-value': (what: string) => `ينقص «${what}» ما يتعلق به.`,
    'too-long': 'يُبحث عن أول ألف حرف فقط.',
    'too-many': 'يُبحث عن أول 32 كلمة وعامل بحث فقط.',
    'nothing-asked': 'ليس فيه كلمة يُبحث عنها. اكتب كلمة، أو عامل بحث مثل from:.',
    'unknown-person': (what: string) => `لا أحد هنا اسمه «${what}».`,
    'unknown-conversation': (what: string) => `لا توجد محادثة اسمها «${what}».`,
    'not-possible': (what: string) => `لا يمكن البحث عن «${what}».`,
  },
  day: {
    title: 'الانتقال إلى يوم',
    label: 'اليوم',
    go: 'انتقال',
    none: 'لم يُكتب شيء في ذلك اليوم أو بعده.',
  },
  archive: {
    title: 'تصدير',
    lead: 'كل الرسائل على هذا الجهاز مع سلاسل الردود والتعديلات وأسماء الملفات في ملف واحد. الملف غير مختوم: من يملكه يستطيع قراءته.',
    format: 'الصيغة',
    formats: { html: 'صفحة ويب', md: 'Markdown', json: 'JSON' },
    act: 'تصدير',
    working: 'يجري التصدير',
  },
  exported: {
    title: (conversation: string) => `الرسائل في ${conversation}`,
    facts: (office: string, date: string, count: number) =>
      `${office}، صُدّر في ${date}: ${messages(count)}`,
    edited: 'معدّلة',
    before: 'قبل ذلك:',
    deleted: 'حُذفت هذه الرسالة.',
    pinned: 'مثبّتة',
    answers: (name: string) => `ردًا على ${name}`,
    thread: 'سلسلة ردود',
    file: 'ملف:',
    unknown: 'شخص ما',
  },
};
