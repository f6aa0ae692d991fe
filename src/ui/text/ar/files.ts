import type { FileFailure } from '../../../messenger/messenger.ts';
import { counted } from './grammar.ts';

/** Arabic: files, in messages, on their way and in their lists. */

const failures: Record<FileFailure, string> = {
  'file-too-large': 'الملف أكبر من أن يُرسل أو يُجلب.',
  'file-gone': 'نُقل الملف أو تغيّر أو حُذف أثناء قراءته. اختره من جديد.',
  malformed: 'ليس الملف كما تقول رسالته، فلا يمكن أن يكون عند أحد. اطلبه من مرسله من جديد.',
  'storage-full': 'لا مكان له على هذا الجهاز. أفرغ بعض المساحة ثم أعد المحاولة.',
  'storage-failed': 'لم يستطع هذا الجهاز حفظه. أعد المحاولة.',
};

const filesOf = (count: number): string =>
  counted(count, {
    zero: 'لا ملفات',
    one: 'ملف واحد',
    two: 'ملفان',
    few: '# ملفات',
    many: '# ملفًا',
    other: '# ملف',
  });

export const files = {
  attach: 'إرفاق ملفات',
  failures,
  drop: (conversation: string) => `أفلت الملفات هنا لإرسالها إلى ${conversation}`,
  dropInThread: 'أفلت الملفات هنا لإرسالها إلى سلسلة الردود',
  pasted: (when: string) => `صورة ملصقة ${when}`,
  tooMany: (most: number) => `لا تحمل الرسالة أكثر من ${most} ملفًا. تُركت البقية.`,

  tray: {
    label: 'ملفات للإرسال',
    remove: (name: string) => `إزالة ${name}`,
    retry: (name: string) => `إعادة محاولة ${name}`,
    preparing: 'قيد التحضير',
    taking: (done: string, total: string) => `${done} من ${total}`,
    keep: 'إبقاء بيانات المكان والكاميرا في الصور',
    tells: (name: string) => `قد يكشف ${name} مكان التقاطه: لا يمكن إزالة هذه البيانات منه.`,
  },
  sending: {
    label: 'في الطريق',
    with: (count: number, caption: string) =>
      `جارٍ إرسال ${filesOf(count)}${caption ? ` مع «${caption}»` : ''}`,
    failed: (sentence: string) => `لم تُرسل. ${sentence}`,
    stop: 'إيقاف',
    retry: 'إعادة المحاولة',
  },

  label: filesOf,
  openPicture: (name: string) => `فتح الصورة ${name}`,
  fetch: (name: string) => `جلب ${name}`,
  stop: (name: string) => `إيقاف جلب ${name}`,
  download: (name: string) => `تنزيل ${name}`,
  preview: (name: string) => `معاينة ${name}`,
  play: (name: string) => `تشغيل ${name}`,
  more: (name: string) => `المزيد عن ${name}`,
  fetching: (here: string, size: string, speed: string) =>
    `${here} من ${size} · ${speed} في الثانية`,
  partly: (here: string, size: string) => `${here} من ${size} هنا`,
  notHere: 'ليس على هذا الجهاز',
  waiting: 'يأتي حين يحضر من عنده الملف',
  waitingFor: (holder: string, seen: string) => `في انتظار ${holder}، آخر ظهور ${seen}`,
  progress: (name: string) => `تقدّم ${name}`,

  holders: {
    title: 'عند من الملف',
    device: (person: string, device: string) => `${device} (${person})`,
    unnamed: (person: string) => `جهاز ${person}`,
    self: 'هذا الجهاز',
    relay: 'المُرحِّل',
    relayUntil: (date: string) => `المُرحِّل، حتى ${date}`,
    here: 'حاضر الآن',
    seen: (when: string) => `آخر ظهور ${when}`,
    part: (percent: string) => `${percent} منه`,
    nobody: 'لم يحضر بعد أحد يُعرف أن الملف عنده.',
    keep: 'إبقاؤه على هذا الجهاز',
    keepHint: 'لا يُحذف أبدًا لإفساح مكان.',
    drop: 'إزالته من هذا الجهاز',
  },

  viewer: {
    label: (name: string) => `عرض ${name}`,
    close: 'إغلاق',
    next: 'التالي',
    previous: 'السابق',
    zoomIn: 'تكبير',
    zoomOut: 'تصغير',
    reset: 'ملاءمة الشاشة',
    download: 'تنزيل',
    position: (index: number, count: number) => `${index} من ${count}`,
    broken: 'لا يمكن عرض هذا الملف هنا. ما زال بإمكانك تنزيله.',
    longer: (size: string) => `تظهر البداية فقط. نزّل الملف لقراءة ${size} كاملة.`,
  },

  panel: {
    open: 'الملفات',
    title: 'الملفات',
    close: 'إغلاق الملفات',
    kind: 'النوع',
    kinds: { all: 'الكل', picture: 'صور', media: 'صوت وفيديو', other: 'مستندات' },
    person: 'أرسله',
    anybody: 'أي شخص',
    since: 'منذ',
    show: 'إظهار الرسالة',
    empty: 'لا ملفات بعد. أفلت ملفًا في المحادثة أو استعمل مشبك الورق.',
    none: 'لا ملف كهذا. اختر مرشّحات أخرى.',
  },

  settings: {
    title: 'الملفات',
    used: (used: string, most: string) => `${used} من ${most} مستعملة للملفات.`,
    fetchUpTo: 'الجلب التلقائي',
    fetchChoices: { none: 'لا شيء', small: 'حتى 2 م.ب', medium: 'حتى 10 م.ب', all: 'كل شيء' },
    most: 'المساحة المخصصة للملفات على هذا الجهاز',
    mostHint: 'حين تمتلئ تُحذف أولًا الملفات التي لم تُستعمل منذ مدة والتي عند غيرك.',
  },
};
