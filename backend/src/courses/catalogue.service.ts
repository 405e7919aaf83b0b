import type {
  CategoryList,
  CoursePage,
  CoursesQuery,
  CourseView,
  StudioCoursePage,
} from '@seodang/contracts/courses';
import type { CourseId, UserId } from '@seodang/contracts/ids';
import type { PageQuery } from '@seodang/contracts/paging';
import { z } from 'zod';
import type { Now } from '@seodang/server-kit/clock';
import { fromCursor, toCursor } from '../platform/db/paging.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import { Catalogue, type CourseFilter, type CoursePlace, type CourseRow } from './catalogue.model.js';
import { toCourseCard, toCourseView } from './catalogue.view.js';
import { wordsOf } from './search.rules.js';

/** A cursor tells its sort, what `now` was on the first page, and the place behind which to go on. */
const SoonestCursor = z.tuple([z.literal('soonest'), z.int(), z.int().nullable(), z.uuid()]);
const NewestCursor = z.tuple([z.literal('newest'), z.int(), z.int(), z.uuid()]);

/** Finding courses. It changes nothing. */
export class CatalogueService {
  readonly #now: Now;

  constructor(deps: { readonly now: Now }) {
    this.#now = deps.now;
  }

  async listCategories(): Promise<CategoryList> {
    return { items: await Catalogue.listCategories() };
  }

  /** What is published and matches. All pages of one walk agree on what comes next, however long it takes. */
  async list(actor: Actor | null, query: CoursesQuery): Promise<CoursePage> {
    const { sort, limit, cursor } = query;
    const { now, after } = this.#placeOf(sort, cursor);
    const filter = toFilter(query, actor?.userId ?? null);
    const [total, rows] = await Promise.all([
      Catalogue.count(filter),
      Catalogue.list({ ...filter, sort, now, after, limit: limit + 1 }),
    ]);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return { items: page.map(toCourseCard), total, nextCursor: last ? cursorAt(last, sort, now) : null };
  }

  /** @throws {AppError} `course.not_found`, also for somebody else's draft. */
  async get(actor: Actor | null, courseId: CourseId): Promise<CourseView> {
    const userId = actor?.userId ?? null;
    const [row, lessons] = await Promise.all([
      Catalogue.find(courseId, { userId, now: this.#now() }),
      Catalogue.listLessons(courseId),
    ]);
    if (!row) throw new AppError('course.not_found');
    return toCourseView(row, lessons, userId);
  }

  /** The instructor's own courses, drafts too. */
  async listOwn({ userId }: Actor, { cursor, limit }: PageQuery): Promise<StudioCoursePage> {
    const { now, after } = this.#placeOf('newest', cursor);
    const rows = await Catalogue.listOwn({ userId, now, after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map((row) => ({ ...toCourseCard(row), state: row.state })),
      nextCursor: last ? cursorAt(last, 'newest', now) : null,
    };
  }

  #placeOf(sort: CoursesQuery['sort'], cursor: string | undefined): { now: Date; after: CoursePlace | null } {
    if (cursor === undefined) return { now: this.#now(), after: null };
    const [, nowMs, byMs, id] = fromCursor(sort === 'soonest' ? SoonestCursor : NewestCursor, cursor);
    return { now: new Date(nowMs), after: { by: byMs === null ? null : new Date(byMs), id } };
  }
}

function toFilter(query: CoursesQuery, userId: UserId | null): CourseFilter {
  const { category = null, language = null, level = null, seats = null, enrolment = null, q = '' } = query;
  return { category, language, level, seats, enrolled: enrolment, userId, words: wordsOf(q) };
}

function cursorAt(row: CourseRow, sort: CoursesQuery['sort'], now: Date): string {
  const by = sort === 'soonest' ? row.nextStartsAt : row.createdAt;
  return toCursor([sort, now.getTime(), by?.getTime() ?? null, row.id]);
}
