const EN = {
  title: 'Mails of this stack',
  about: 'Nothing leaves this machine: every mail the stack sends ends here.',
  none: 'No mail yet. Reminders, invitations and the like will show up here by themselves.',
  from: 'From',
  to: 'To',
  received: 'Received',
  noSubject: '(no subject)',
  back: 'All mails',
  text: 'Text',
  formatted: 'Formatted',
  source: 'Source',
  empty: 'This mail has no text.',
  attachments: 'Attachments',
  clear: 'Delete all',
  notFound: 'This mail is not here (any more).',
  skip: 'To the content',
} as const;

export type Texts = Record<keyof typeof EN, string>;

const KO: Texts = {
  title: '이 서버가 보낸 메일',
  about: '메일은 밖으로 나가지 않습니다. 보낸 메일이 모두 여기에 모입니다.',
  none: '아직 메일이 없습니다. 알림이나 초대 메일이 오면 저절로 나타납니다.',
  from: '보낸 사람',
  to: '받는 사람',
  received: '받은 때',
  noSubject: '(제목 없음)',
  back: '모든 메일',
  text: '글',
  formatted: '꾸민 모습',
  source: '원문',
  empty: '내용이 없는 메일입니다.',
  attachments: '첨부 파일',
  clear: '모두 지우기',
  notFound: '이 메일은 여기에 없습니다.',
  skip: '본문으로',
};

export type Language = 'ko' | 'en';
export const TEXTS: Record<Language, Texts> = { en: EN, ko: KO };

/** The first of the browser's languages that we have; English otherwise. @see RFC 9110 §12.5.4 */
export function languageFrom(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((entry) => entry.trim().slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => tag === 'ko' || tag === 'en') ?? 'en';
}
