import type { CourseView, CreateCourse, UpdateCourse } from '@seodang/contracts/courses';

/** What the fields of a course hold, as people type it. */
export interface CourseFields extends Omit<CreateCourse, 'capacity'> {
  /** Browsers give a number, or an empty text while there is none. */
  capacity: string | number;
}

/** Pairs of colours for drawn covers. They are the brand's, and dark enough for a pale character on them. */
export const COVER_COLOURS = [
  { name: 'ink', from: '#3b342c', to: '#7d6a55' },
  { name: 'plum', from: '#5d3a3f', to: '#b07c6b' },
  { name: 'indigo', from: '#27465f', to: '#5f8296' },
  { name: 'pine', from: '#2b6249', to: '#7fa286' },
  { name: 'amber', from: '#7c5100', to: '#c2984c' },
  { name: 'seal', from: '#7f2417', to: '#c4715c' },
  { name: 'night', from: '#2a2440', to: '#6d6491' },
  { name: 'clay', from: '#4a3a2c', to: '#a3775a' },
] as const;

/** Characters offered for drawn covers, by what they mean. */
export const COVER_GLYPHS = [
  { name: 'book', glyph: '書' },
  { name: 'brush', glyph: '筆' },
  { name: 'picture', glyph: '畫' },
  { name: 'music', glyph: '聲' },
  { name: 'dance', glyph: '舞' },
  { name: 'flower', glyph: '花' },
  { name: 'tea', glyph: '茶' },
  { name: 'food', glyph: '食' },
  { name: 'language', glyph: '語' },
  { name: 'number', glyph: '數' },
  { name: 'hand', glyph: '手' },
  { name: 'light', glyph: '光' },
] as const;

/** A course nobody has written yet; `nth` gives each new one another colour. */
export function emptyFields(language: CreateCourse['language'], nth: number): CourseFields {
  const { from, to } = COVER_COLOURS[nth % COVER_COLOURS.length] ?? COVER_COLOURS[0];
  return {
    title: '',
    description: '',
    categoryId: '',
    language,
    level: 'any',
    capacity: 20,
    speaking: 'everyone',
    isRecorded: false,
    cover: { glyph: COVER_GLYPHS[0].glyph, from, to },
  };
}

export function fieldsOf(course: CourseView): CourseFields {
  const { title, description, category, language, level, seats, speaking, isRecorded, cover } = course;
  return {
    title,
    description,
    categoryId: category.id,
    language,
    level,
    capacity: seats.capacity,
    speaking,
    isRecorded,
    cover: { glyph: cover.glyph, from: cover.from, to: cover.to },
  };
}

/** The fields as the API takes them; what is no number stays wrong, for the schema to say so. */
export function inputOf({ capacity, ...fields }: CourseFields): CreateCourse {
  return { ...fields, capacity: capacity === '' ? Number.NaN : Number(capacity) };
}

/** What differs from the course as it is kept; empty when nothing does. */
export function changesOf(fields: CourseFields, course: CourseView): UpdateCourse {
  const now = inputOf(fields);
  const kept = inputOf(fieldsOf(course));
  const differs = (key: keyof CreateCourse) => {
    const [a, b] = [now[key], kept[key]];
    return typeof a === 'string' && typeof b === 'string'
      ? a.trim() !== b.trim()
      : JSON.stringify(a) !== JSON.stringify(b);
  };
  const keys = (Object.keys(now) as (keyof CreateCourse)[]).filter(differs);
  return Object.fromEntries(keys.map((key) => [key, now[key]]));
}

export type ChecklistName = 'title' | 'description' | 'category' | 'lesson';

export interface ChecklistItem {
  readonly name: ChecklistName;
  readonly isDone: boolean;
  /** Without it the course cannot be published; the rest is advice. */
  readonly isRequired: boolean;
}

/** What a course should have before people see it. */
export function checklistOf(
  course: Pick<CourseView, 'title' | 'description' | 'category' | 'lessons'>,
): ChecklistItem[] {
  const hasLesson = course.lessons.some(({ state }) => state === 'scheduled' || state === 'live');
  return [
    { name: 'title', isDone: course.title.trim() !== '', isRequired: true },
    { name: 'description', isDone: course.description.trim() !== '', isRequired: true },
    { name: 'category', isDone: course.category.id !== '', isRequired: true },
    { name: 'lesson', isDone: hasLesson, isRequired: false },
  ];
}

export function mayPublish(checklist: readonly ChecklistItem[]): boolean {
  return checklist.every(({ isDone, isRequired }) => isDone || !isRequired);
}
