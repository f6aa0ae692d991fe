import type { settings as English } from '../en/settings.ts';
import { counted, number } from './grammar.ts';

/** Arabic: what a person can set. */
export const settings: typeof English = {
  settings: {
    open: 'الإعدادات',
    title: 'الإعدادات',
    general: 'عام',
    devices: 'الأجهزة',
    office: 'المكتب',
    name: 'اسمك',
    save: 'حفظ الاسم',
    saved: 'تم الحفظ',
    appearance: 'المظهر',
    picture: 'صورتك',
    choosePicture: 'اختيار صورة',
    removePicture: 'إزالة الصورة',
    theme: 'الألوان',
    density: 'الرسائل',
    densities: { comfortable: 'متباعدة', compact: 'متقاربة' },
    textSize: 'حجم النص',
    textSizes: { small: 'صغير', normal: 'عادي', large: 'كبير', larger: 'أكبر' },
    themes: { system: 'النظام', light: 'فاتح', dark: 'داكن' },
    language: 'اللغة',
    systemLanguage: 'لغة النظام',
    about: 'حول كونفاب',
    version: 'الإصدار',
    compare: (version: string) =>
      `بصمة كل ملفاته. للتحقق منها ابنِ الإصدار ${version} بنفسك بالأمر «npm run build» وقارنها بقيمة «hash» في dist/hashes.json.`,
    device: 'هذا الجهاز',
    data: 'بياناتك',
    here: 'في هذا المتصفح، على هذا الجهاز. ولدى أجهزة الزملاء نسخها.',
    used: (amount: string) => `${amount} مستخدمة.`,
    persistent: 'يحتفظ بها المتصفح حتى تزيلها.',
    fleeting:
      'قد يمسحها المتصفح حين يمتلئ القرص؛ وما لدى المُرحِّل أو الزملاء يعود بعد انضمامك من جديد.',
  },
  lock: {
    title: 'عبارة المرور',
    lead: 'بدونها يستطيع كل من يستخدم ملف تعريف هذا المتصفح أن يقرأ رسائلك.',
    isSet: 'تُطلب كلما فُتح كونفاب هنا. بدونها لا يستطيع أحد قراءة الرسائل على هذا الجهاز.',
    keysStay:
      'يحفظ هذا المتصفح المفاتيح التي يوقّع بها هذا الجهاز بحيث لا يقرؤها أحد، فلا يمكن تغليفها أيضًا: اطلب من أحد المشرفين إزالة الجهاز إذا سُرق.',
    set: 'تعيين عبارة مرور',
    now: 'قفل الآن',
    change: 'تغيير عبارة المرور',
    remove: 'إزالة عبارة المرور',
    current: 'عبارة المرور الحالية',
    next: 'عبارة المرور الجديدة',
    again: 'عبارة المرور الجديدة مرة أخرى',
    hint: 'الأفضل أربع أو خمس كلمات لا صلة بينها. لا يمكن لأحد أن يعيدها إليك: اكتبها.',
    differ: 'العبارتان غير متطابقتين. اكتب عبارة المرور الجديدة مرة أخرى.',
    save: 'حفظ عبارة المرور',
  },
  officeSettings: {
    invites: 'الدعوات المفتوحة',
    noInvites: 'لا توجد دعوة يمكنك سحبها.',
    kinds: {
      member: 'دعوة للأعضاء',
      guest: 'دعوة للضيوف',
      device: 'رابط لجهاز',
      recovery: 'رمز استرداد',
    },
    invite: (used: number, uses: number, until: string) =>
      `استُخدمت ${number(used)} من ${counted(uses, {
        zero: '# مرة',
        one: 'مرة واحدة',
        two: 'مرتين',
        few: '# مرات',
        many: '# مرة',
        other: '# مرة',
      })}، حتى ${until}`,
    by: (name: string) => `من ${name}`,
    withdraw: 'سحب',
    withdrawIt: (kind: string) => `سحب: ${kind}`,
    rotate: 'مفتاح المكتب',
    rotateLead:
      'يُختم به ما يُكتب. يتغير من تلقاء نفسه كلما أُزيل شخص أو جهاز. غيّره بنفسك إذا كان أحد قد نسخه.',
    rotateNow: 'تغيير المفتاح الآن',
    rotated: 'تغير المفتاح.',
    leave: 'مغادرة المكتب',
    leaveLead: 'تُخرج كل أجهزتك، ولا تعيدك إلا دعوة جديدة. ما كتبته يبقى لدى زملائك.',
    leaveOwner:
      'أنت المالك الوحيد: إذا غادرت فلن يستطيع أحد منح الأدوار. اجعل شخصًا آخر مالكًا أولًا.',
    leaveNow: (office: string) => `مغادرة ${office}`,
  },
};
