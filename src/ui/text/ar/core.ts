import type { core as English } from '../en/core.ts';
import { counted, number } from './grammar.ts';

/** Arabic. Modern standard, plain, in the forms that software uses. */
export const core: typeof English = {
  product: 'Confab',
  unexpected: (what: string) =>
    `حدث خطأ لم يتوقعه كونفاب (${what}). أعد تحميل الصفحة؛ ما أرسلته محفوظ.`,
  title: (conversation: string, office: string, unread: number) =>
    `${unread > 0 ? `(${number(unread)}) ` : ''}${conversation ? `${conversation} · ` : ''}${office}`,
  close: 'إغلاق',
  cancel: 'إلغاء',
  tryAgain: 'إعادة المحاولة',
  reload: 'إعادة التحميل',
  you: 'أنت',
  nav: {
    label: 'المحادثات',
    channels: 'القنوات',
    unread: (count: number) =>
      counted(count, {
        zero: 'لا رسائل غير مقروءة',
        one: 'رسالة واحدة غير مقروءة',
        two: 'رسالتان غير مقروءتين',
        few: '# رسائل غير مقروءة',
        many: '# رسالة غير مقروءة',
        other: '# رسالة غير مقروءة',
      }),
    draft: 'مسودة',
    open: 'عرض المحادثات',
    empty: 'لم تصل أي قنوات إلى هذا الجهاز بعد.',
  },
  status: {
    connected: 'متصل',
    connecting: 'جارٍ الاتصال…',
    offline: 'غير متصل: الرسائل تنتظر على هذا الجهاز',
    full: 'لا يُحفظ شيء: هذا الجهاز ممتلئ',
    notSaving: 'لا يُحفظ شيء: التخزين لا يستجيب',
    catchingUp: (count: number) =>
      counted(count, {
        zero: 'لم تُستلم رسائل',
        one: 'استُلمت رسالة واحدة',
        two: 'استُلمت رسالتان',
        few: 'استُلمت # رسائل',
        many: 'استُلمت # رسالة',
        other: 'استُلمت # رسالة',
      }),
    connectNow: 'اتصل الآن',
  },
  banner: {
    limit: {
      'device-quota':
        'أرسلت كل ما يقبله المُرحِّل من شخص واحد في اليوم، بكل أجهزته: ما تكتبه الآن ينتظر على هذا الجهاز ويخرج غدًا.',
      'office-quota':
        'لم تبق في المُرحِّل مساحة لهذا المكتب: ما تكتبه ينتظر على هذا الجهاز حتى يوفر المشرف مساحة.',
    },
    full: 'لم تبق في هذا الجهاز مساحة، فلا تُحفظ الرسائل الجديدة. أفرغ بعض المساحة ثم أعد التحميل.',
    notSaving:
      'لا يخزن هذا المتصفح شيئًا في الوقت الحالي. أبق هذه العلامة مفتوحة حتى تُرسل رسائلك، ثم أعد التحميل.',
    refused:
      'المُرحِّل لا يسمح لهذا الجهاز بالدخول. ما تكتبه يبقى هنا. اسأل أحد المشرفين هل ما زلت في المكتب.',
    clock: (minutes: number, ahead: boolean) =>
      `ساعة هذا الجهاز ${ahead ? 'متقدمة' : 'متأخرة'} بمقدار ${counted(minutes, {
        zero: '# دقيقة',
        one: 'دقيقة واحدة',
        two: 'دقيقتين',
        few: '# دقائق',
        many: '# دقيقة',
        other: '# دقيقة',
      })}. اضبطها في إعدادات النظام لتُظهر رسائلك الوقت الصحيح.`,
    missing: 'تعذر تحميل جزء من كونفاب. تحقق من اتصالك بالإنترنت ثم أعد تحميل الصفحة.',
    dismiss: 'إخفاء',
  },
  host: {
    lead: 'هذا رابط إعداد جديد من مُرحِّل مكتبك: لقد فقد ما كان يحفظه. يمكنك إعادة المكتب إليه، ثم تملؤه أجهزة الأعضاء من جديد.',
    bring: 'إعادة المكتب',
    done: 'عاد المكتب إلى مُرحِّله. ما لدى الأعضاء يعود حين يتصلون.',
  },
  update: { ready: 'إصدار جديد جاهز.', reload: 'إعادة التحميل' },
};
