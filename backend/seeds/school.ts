import type { CourseState, Level, Speaking } from '@seodang/contracts/courses';
import type { Role } from '@seodang/contracts/identity';

interface Person {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language: 'ko' | 'en';
  readonly timeZone: string;
}

interface Lecture {
  /** Names the course in the seeds; its id follows from it. */
  readonly key: string;
  readonly instructor: 'kim@seodang.example' | 'weber@seodang.example';
  readonly categoryId: string;
  readonly language: 'ko' | 'en';
  readonly title: string;
  readonly description: string;
  readonly capacity: number;
  readonly level: Level;
  readonly speaking: Speaking;
  /** Its lessons may be recorded. */
  readonly isRecorded: boolean;
  /** A draft has neither students nor lessons yet. */
  readonly state: CourseState;
  readonly cover: readonly [glyph: string, from: string, to: string];
  /** When it meets each week: 0 is Sunday; the hour is of the instructor's time zone. */
  readonly weekday: number;
  readonly hour: number;
  readonly durationMin: number;
  /** Titles of its lessons in order; they come round again. */
  readonly lessons: readonly string[];
}

export const CATEGORIES = [
  { id: 'calligraphy', nameKo: '서예', nameEn: 'Calligraphy', position: 1 },
  { id: 'painting', nameKo: '그림', nameEn: 'Painting', position: 2 },
  { id: 'music', nameKo: '음악', nameEn: 'Music', position: 3 },
  { id: 'crafts', nameKo: '공예', nameEn: 'Crafts', position: 4 },
  { id: 'language', nameKo: '언어', nameEn: 'Language', position: 5 },
  { id: 'cooking', nameKo: '요리', nameEn: 'Cooking', position: 6 },
] as const;

const SEOUL = { language: 'ko', timeZone: 'Asia/Seoul' } as const;
const STUDENT = { roles: ['student'] } as const;

export const INSTRUCTORS: readonly Person[] = [
  { email: 'kim@seodang.example', name: '김규현', roles: ['instructor'], ...SEOUL },
  {
    email: 'weber@seodang.example',
    name: 'Anna Weber',
    roles: ['instructor'],
    language: 'en',
    timeZone: 'Europe/Berlin',
  },
];

const KOREAN_NAMES = [
  ...['이하늘', '박서연', '최민준', '정수아', '강도윤', '조은채', '윤지호'],
  ...['임서준', '한예린', '오시우', '신다은', '권태양', '황보라', '송가온'],
];

const ABROAD = [
  ['Maya Johnson', 'America/New_York'],
  ['Lukas Brandt', 'Europe/Berlin'],
  ['Chloé Martin', 'Europe/Paris'],
  ['Hana Sato', 'Asia/Tokyo'],
  ['Daniel Okafor', 'Africa/Lagos'],
  ['Priya Raman', 'Asia/Kolkata'],
] as const;

/** student01 … student20: fourteen in Korea, six abroad. */
export const STUDENTS: readonly Person[] = [
  ...KOREAN_NAMES.map((name) => ({ name, ...STUDENT, ...SEOUL })),
  ...ABROAD.map(([name, timeZone]) => ({ name, timeZone, language: 'en' as const, ...STUDENT })),
].map((person, nth) => ({ ...person, email: `student${String(nth + 1).padStart(2, '0')}@seodang.example` }));

const OPEN = { level: 'any', speaking: 'everyone', isRecorded: false, state: 'published' } as const;
const KIM = { ...OPEN, instructor: 'kim@seodang.example', language: 'ko' } as const;
const WEBER = { ...OPEN, instructor: 'weber@seodang.example', language: 'en' } as const;

export const COURSES: readonly Lecture[] = [
  {
    ...KIM,
    key: 'hangeul-calligraphy',
    level: 'beginner',
    categoryId: 'calligraphy',
    title: '처음 잡는 붓, 한글 서예 입문',
    description:
      '붓을 처음 잡는 분도 괜찮습니다. 먹을 갈고 획을 긋는 것부터 짧은 문장 한 줄까지 함께 씁니다.',
    capacity: 30,
    cover: ['筆', '#3b342c', '#7d6a55'],
    ...{ weekday: 2, hour: 20, durationMin: 60 },
    lessons: [
      '붓과 먹, 그리고 자세',
      '가로획과 세로획',
      '동그라미와 점',
      '자음 쓰기',
      '모음 쓰기',
      '낱말 쓰기',
      '짧은 문장 쓰기',
      '낙관 찍기',
    ],
  },
  {
    ...KIM,
    key: 'seasonal-flowers',
    categoryId: 'crafts',
    title: '계절을 담는 꽃꽂이',
    description: '동네 꽃집에서 구할 수 있는 꽃으로 계절을 한 그릇에 담습니다.',
    capacity: 12,
    cover: ['花', '#5d3a3f', '#b07c6b'],
    ...{ weekday: 6, hour: 10, durationMin: 80 },
    lessons: ['가지와 선', '국화 한 송이', '열매가 있는 그릇', '겨울 소재 다루기'],
  },
  {
    ...KIM,
    key: 'pansori',
    level: 'intermediate',
    categoryId: 'music',
    title: '판소리 한 대목 배우기',
    description: '춘향가 「사랑가」 한 대목을 장단과 함께 끝까지 불러 봅니다.',
    capacity: 20,
    cover: ['聲', '#27465f', '#5f8296'],
    ...{ weekday: 2, hour: 18, durationMin: 50 },
    lessons: ['숨과 소리내기', '중모리 장단', '사랑가 첫머리', '사랑가 이어 부르기', '발림과 함께'],
  },
  {
    ...KIM,
    key: 'ink-four-gentlemen',
    isRecorded: true,
    level: 'advanced',
    categoryId: 'painting',
    title: '먹으로 그리는 사군자',
    description: '매화, 난초, 국화, 대나무를 먹의 짙고 옅음만으로 그립니다.',
    capacity: 16,
    cover: ['墨', '#2f3136', '#6f7478'],
    ...{ weekday: 4, hour: 19, durationMin: 60 },
    lessons: ['난초 잎 한 줄기', '대나무 마디', '국화 꽃잎', '매화 가지', '화제 쓰기'],
  },
  {
    ...WEBER,
    key: 'english-with-tea',
    level: 'intermediate',
    categoryId: 'language',
    title: 'English with Tea: slow talk',
    description: 'An hour of unhurried conversation for people who read English well and speak it shyly.',
    capacity: 8,
    cover: ['茶', '#2b6249', '#7fa286'],
    ...{ weekday: 4, hour: 12, durationMin: 60 },
    lessons: [
      'Small talk that is not small',
      'Telling a story',
      'Disagreeing kindly',
      'Describing a place',
      'Plans and maybes',
    ],
  },
  {
    ...WEBER,
    key: 'korean-poems',
    speaking: 'granted',
    categoryId: 'language',
    title: 'Korean Poems in English',
    description: 'One poem a week, read aloud in both languages, then translated together line by line.',
    capacity: 15,
    cover: ['詩', '#4a3b63', '#8d7aa6'],
    ...{ weekday: 3, hour: 11, durationMin: 50 },
    lessons: ['Azaleas', 'Counting the stars', 'A flower', 'The silence of love'],
  },
  {
    ...WEBER,
    key: 'sourdough',
    isRecorded: true,
    level: 'beginner',
    categoryId: 'cooking',
    title: 'Bread at Home: sourdough basics',
    description:
      'From the first bubbles in a jar to a loaf with a crust. You bake in your kitchen, we watch and taste by eye.',
    capacity: 12,
    cover: ['麥', '#6b4a2b', '#b98f5e'],
    ...{ weekday: 6, hour: 9, durationMin: 90 },
    lessons: ['The starter', 'Mixing and folding', 'Shaping', 'Scoring and baking'],
  },
  {
    ...WEBER,
    key: 'city-sketching',
    level: 'beginner',
    categoryId: 'painting',
    title: 'Sketching the City',
    description: 'A pencil, a window and forty-five minutes: perspective without rulers.',
    capacity: 20,
    cover: ['畵', '#2d4a4f', '#7aa0a0'],
    ...{ weekday: 1, hour: 11, durationMin: 45 },
    lessons: ['One window', 'Rooftops', 'People who do not hold still', 'Light and rain'],
  },
  {
    ...KIM,
    key: 'hanji-lamp',
    state: 'draft',
    categoryId: 'crafts',
    title: '한지로 만드는 등',
    description: '한지를 접고 붙여 작은 등 하나를 완성합니다. 준비하고 있는 수업입니다.',
    capacity: 10,
    cover: ['燈', '#5b4a2e', '#c2a061'],
    ...{ weekday: 5, hour: 19, durationMin: 60 },
    lessons: ['한지 고르기', '접기와 붙이기', '불 밝히기'],
  },
];
