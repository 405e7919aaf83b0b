import { CourseView } from '@seodang/contracts/courses';
import { AuthSession } from '@seodang/contracts/identity';
import { LessonView } from '@seodang/contracts/lessons';

const id = (n: number) => `01932f00-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const aSession = () =>
  AuthSession.parse({
    accessToken: 'token',
    expiresAt: '2026-11-21T09:00:00.000Z',
    user: {
      id: id(1),
      email: 'student01@seodang.example',
      name: '정하영',
      roles: ['student'],
      language: 'ko',
      timeZone: 'Asia/Seoul',
      wantsReminders: true,
    },
  });

/** A lesson three hours from now, unless told otherwise. */
export const aLesson = (more: Partial<Record<keyof LessonView, unknown>> = {}) =>
  LessonView.parse({
    id: id(10),
    course: {
      id: id(11),
      title: '한글 서예 입문',
      category: { id: 'c', nameKo: '서예', nameEn: 'Calligraphy' },
      language: 'ko',
      cover: { glyph: '筆', from: '#3b342c', to: '#7d6a55', image: null },
      instructor: { id: id(12), name: '김규현' },
    },
    title: '3강. 획의 시작과 끝',
    startsAt: new Date(Date.now() + 3 * 60 * 60_000).toISOString(),
    durationMin: 60,
    timeZone: 'Asia/Seoul',
    state: 'scheduled',
    cancelReason: '',
    startedAt: null,
    endedAt: null,
    myPart: 'student',
    mayStart: false,
    mayJoin: false,
    maySpeak: true,
    isRecorded: false,
    agreesToRecording: null,
    replayId: null,
    ...more,
  });

/** A published course with one lesson three hours from now, as its instructor sees it, unless told otherwise. */
export const aCourse = (more: Partial<Record<keyof CourseView, unknown>> = {}) =>
  CourseView.parse({
    id: id(11),
    title: '한글 서예 입문',
    category: { id: 'calligraphy', nameKo: '서예', nameEn: 'Calligraphy' },
    language: 'ko',
    cover: { glyph: '筆', from: '#3b342c', to: '#7d6a55', image: null },
    instructor: { id: id(12), name: '김규현' },
    level: 'beginner',
    seats: { capacity: 12, taken: 4, waiting: 0 },
    nextLesson: null,
    myEnrolment: null,
    state: 'published',
    description: '붓을 처음 잡는 분도 괜찮습니다.',
    speaking: 'everyone',
    isRecorded: false,
    isMine: true,
    lessons: [
      {
        id: id(10),
        title: '3강. 획의 시작과 끝',
        startsAt: new Date(Date.now() + 3 * 60 * 60_000).toISOString(),
        durationMin: 60,
        timeZone: 'Asia/Seoul',
        state: 'scheduled',
      },
    ],
    ...more,
  });
