import type { people as English } from '../en/people.ts';
import { counted } from './grammar.ts';

/** Arabic: people, devices and roles. */
export const people: typeof English = {
  members: {
    open: 'الأعضاء',
    title: 'الأعضاء',
    roles: { owner: 'مالك', admin: 'مشرف', member: 'عضو', guest: 'ضيف' },
    close: 'إغلاق الأعضاء',
  },
  member: {
    back: 'العودة إلى كل الأعضاء',
    message: 'رسالة',
    role: 'الدور',
    roleHints: {
      owner: 'يمكنه فعل كل شيء، ومنه منح الأدوار.',
      admin: 'يمكنه إزالة الأشخاص والأجهزة وتغيير المفاتيح والإشراف.',
      member: 'يمكنه الدعوة وإنشاء القنوات والكتابة.',
      guest: 'لا يرى إلا القنوات والمجموعات التي أُدخل إليها.',
    },
    guestChannels: 'يرى',
    guestNone: 'لا قنوات بعد',
    devices: 'الأجهزة',
    noDevices: 'لم تبق له أجهزة. يمكن لأحد المشرفين أن يسمح له بالعودة.',
    readmit: 'السماح بالعودة بجهاز جديد',
    readmitTitle: (name: string) => `السماح بعودة ${name}`,
    readmitLead: (name: string) =>
      `من يفتح هذا الرابط يصبح ${name}. لا تعطه إلا إلى ${name}، وجهًا لوجه أو بطريقة تثق بها. يعمل مرة واحدة.`,
    readmitBox: 'رابط الجهاز الجديد',
    readmitQr: 'رمز QR لرابط الجهاز الجديد',
    remove: 'إزالة من المكتب',
    removeTitle: (name: string) => `أتريد إزالة ${name}؟`,
    removeLead: (name: string, devices: number) =>
      `يُخرج ${name} ${counted(devices, {
        zero: 'بلا أجهزة',
        one: 'مع جهاز واحد',
        two: 'مع جهازين',
        few: 'مع # أجهزة',
        many: 'مع # جهازًا',
        other: 'مع # جهاز',
      })}، ويُبلَّغ بذلك، ولا يمكنه كتابة شيء بعدها.`,
    removeKeys: 'يتغير مفتاح المكتب في الخطوة نفسها، فلا يُقرأ بعدها أي جديد، ولا من المُرحِّل.',
    removeKept: 'ما قرأه يبقى على أجهزته، وما كتبه يبقى لديك.',
    removeNow: (name: string) => `إزالة ${name}`,
    removeNamed: (name: string) => `إزالة من المكتب: ${name}`,
  },
  device: {
    name: 'اسم الجهاز',
    on: (browser: string, system: string) => `${browser} على ${system}`,
    browser: 'متصفح',
    unnamed: (start: string) => `الجهاز ${start}`,
    self: 'هذا الجهاز',
    since: (date: string) => `منذ ${date}`,
    frozen: 'أرسل شيئين مختلفين في موضع واحد: لم يعد يُعتد بما يكتبه',
    renameIt: 'إعادة تسمية',
    rename: (name: string) => `إعادة تسمية ${name}`,
    remove: (name: string) => `إزالة الجهاز: ${name}`,
    removeIt: 'إزالة الجهاز',
    removeSure: (name: string) =>
      `يُبلَّغ ${name} ويغلق المكتب. يتغير مفتاح المكتب فلا يقرأ جديدًا، ويبقى عليه ما كان فيه.`,
    save: 'حفظ اسم الجهاز',
  },
  devices: {
    title: 'أجهزتك',
    lead: 'لكل منها نسخة من محادثاتك، ويوقّع ما تكتبه.',
    link: 'ربط جهاز',
    linkLead:
      'امسح الرمز بالجهاز الآخر أو افتح الرابط في المتصفح الآخر، ثم قارن الكلمات التي تظهر على الاثنين.',
    linkBox: 'رابط الجهاز الآخر',
    linkQr: 'رمز QR لرابط الجهاز الآخر',
    linkQrHint: 'امسحه بالجهاز الآخر.',
    linkLife: (time: string) => `يعمل مرة واحدة خلال ${time}.`,
    linkOver: 'انتهت صلاحية هذا الرابط.',
    linkAgain: 'إنشاء رابط جديد',
    linked: (name: string) => `تم ربط ${name}.`,
    stop: 'إيقاف الربط',
    terminal: 'في الطرفية: نفّذ «confab join» مع هذا الرابط.',
  },
  recovery: {
    title: 'رمز الاسترداد',
    lead: 'اثنتا عشرة كلمة تعيدك إذا فقدت كل أجهزتك. من يملكها يستطيع الدخول باسمك: احفظها على ورق بعيدًا عن أجهزتك.',
    none: 'ليس لديك رمز استرداد بعد.',
    some: 'لديك رمز استرداد. الرمز الجديد يبطله.',
    make: 'إنشاء رمز استرداد',
    again: 'إنشاء رمز جديد',
    once: 'يظهر هذه المرة فقط. اكتب الكلمات بترتيبها، مع رابط الصفحة التي تُدخَل فيها.',
    list: 'رمز الاسترداد الخاص بك',
    copy: 'نسخ الكلمات',
    print: 'طباعة',
    link: 'رابط صفحة الاسترداد',
    done: 'كتبتها',
    sheet: (office: string, name: string) => `رمز استرداد ${name} في ${office}`,
  },
  waiting: {
    title: 'بانتظار الدخول',
    device: (name: string) => `يريد ${name} أن يصبح أحد أجهزتك.`,
    readmit: (name: string, device: string) => `يريد ${device} أن يصبح جهازًا من أجهزة ${name}.`,
    person: (name: string) => `يريد ${name} الانضمام.`,
    compare: 'لا توافق إلا إذا أظهر الطرف الآخر هذه الكلمات.',
    approve: 'موافقة',
    refuse: 'رفض',
    somebody: 'شخص ما',
  },
  verify: {
    title: (name: string) => `التحقق من ${name}`,
    heading: 'التحقق',
    lead: (name: string) =>
      `قابل ${name} أو اتصل به. إذا رأيتما الرقم نفسه فلا أحد بينكما، وكل جهاز يعود إلى صاحبه.`,
    number: 'رقم الأمان',
    qr: 'رمز QR لرقم الأمان',
    qrHint: 'أو امسح هذا بكاميرا الطرف الآخر: تظهر الأرقام نفسها.',
    mark: 'وضع علامة «تم التحقق»',
    unmark: 'إلغاء التحقق',
    open: 'تحقق',
    again: 'تحقق مرة أخرى',
    states: {
      none: 'لم يتم التحقق',
      verified: 'تم التحقق',
      changed: 'تغيرت الأجهزة منذ تحققت منها',
    },
    changedLead: (name: string) =>
      `لدى ${name} أجهزة غير التي قارنتها. قارن مرة أخرى قبل أن تخبره بأي أمر مهم.`,
  },
  notices: {
    deviceAdded: (name: string, device: string) => `أضاف ${name} جهازًا: ${device}.`,
    ownDeviceAdded: (device: string) => `أضفت جهازًا: ${device}.`,
    deviceAddedBy: (name: string, device: string, by: string) =>
      `سمح ${by} بعودة ${name} بجهاز جديد: ${device}.`,
    verifiedChanged: (name: string) =>
      `تغيرت أجهزة ${name} التي تحققت منها. إذا لم يخبرك ${name} بالسبب، فقد يكون شخص آخر يكتب باسمه.`,
    deviceFrozen: (name: string, device: string) =>
      `أرسل جهاز من أجهزة ${name} (${device}) شيئين مختلفين في موضع واحد. لم يعد يُعتد بما يكتبه.`,
    deviceAsks: (name: string, device: string, by: string) =>
      `سمح ${by} بعودة ${name} بجهاز جديد (${device}). مجموعاتك ورسائلك المباشرة مع ${name} مغلقة أمامه. اسأل ${name} شخصيًا ثم اسمح له بالدخول.`,
    youLetBack: (name: string, device: string) => `سمحت بعودة ${name} بجهاز جديد: ${device}.`,
    youLetBackAsks: (name: string, device: string) =>
      `سمحت بعودة ${name} بجهاز جديد (${device}). مجموعاتك ورسائلك المباشرة مع ${name} مغلقة أمامه. اسمح له بالدخول بعد أن يخبرك ${name} شخصيًا بأنه يعمل لديه.`,
    letIn: 'السماح بالدخول',
    secondOwner:
      'أنت المالك الوحيد. إذا فقدت أجهزتك فلن يستطيع أحد منح الأدوار: اجعل شخصًا آخر مالكًا أيضًا.',
    recoveryEnded: 'انتهى رمز الاسترداد مع الجهاز الذي أنشأه: أنشئ رمزًا جديدًا.',
    waiting: (count: number) =>
      counted(count, {
        zero: 'لا أحد ينتظر الدخول.',
        one: 'شخص أو جهاز واحد ينتظر الدخول.',
        two: 'اثنان من الأشخاص أو الأجهزة ينتظران الدخول.',
        few: '# من الأشخاص أو الأجهزة ينتظرون الدخول.',
        many: '# من الأشخاص أو الأجهزة ينتظرون الدخول.',
        other: '# من الأشخاص أو الأجهزة ينتظرون الدخول.',
      }),
    review: 'مراجعة',
    show: 'عرض',
    openMembers: 'اختيار مالك ثانٍ',
    removeDevice: 'إزالة الجهاز',
    more: (count: number) =>
      counted(count, {
        zero: 'لا إشعارات أخرى',
        one: 'إشعار واحد آخر',
        two: 'إشعاران آخران',
        few: '# إشعارات أخرى',
        many: '# إشعارًا آخر',
        other: '# إشعار آخر',
      }),
  },
};
