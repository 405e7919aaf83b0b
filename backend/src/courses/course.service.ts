import type { CourseState, CourseView, CreateCourse, UpdateCourse } from '@seodang/contracts/courses';
import { CourseId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import { given } from '../platform/given.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '@seodang/server-kit/ids';
import type { Log } from '@seodang/server-kit/log';
import type { CatalogueService } from './catalogue.service.js';
import type { CourseDirectory } from './course-directory.js';
import type { CourseEvent, CourseListener } from './course-event.js';
import type { CourseLessons } from './course-lessons.js';
import { Category, Course } from './course.model.js';

export interface CourseDeps {
  readonly catalogue: CatalogueService;
  readonly directory: CourseDirectory;
  readonly lessons: CourseLessons;
  readonly listeners: readonly CourseListener[];
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** Running courses. Whoever changes one holds the lock of its row, as whoever changes its seats does. */
export class CourseService {
  readonly #deps: CourseDeps;

  constructor(deps: CourseDeps) {
    this.#deps = deps;
  }

  /** Makes a draft. @throws {AppError} `course.category_unknown` */
  async create(actor: Actor, wish: CreateCourse): Promise<CourseView> {
    const { inTransaction, now, log } = this.#deps;
    const id = newId(CourseId);
    await inTransaction(async (tx) => {
      await assertCategory(wish.categoryId, tx);
      const { cover, ...values } = wish;
      const row = { ...values, ...coverColumnsOf(cover), id, instructorId: actor.userId };
      await Course.create({ ...row, state: 'draft', createdAt: now() }, { transaction: tx });
      await this.#tell({ name: 'course.created', courseId: id, instructorId: actor.userId }, tx);
    });
    log.info({ courseId: id }, 'course made');
    return this.#deps.catalogue.get(actor, id);
  }

  /** @throws {AppError} `course.not_found`, `auth.forbidden`, `course.category_unknown`, `course.capacity_too_small` */
  async change(actor: Actor, courseId: CourseId, wish: UpdateCourse): Promise<CourseView> {
    await this.#deps.inTransaction(async (tx) => {
      const course = await this.#deps.directory.getLed(actor, courseId, tx);
      const { capacity: before, seatsTaken, title } = course;
      const { cover, ...values } = wish;
      if (values.categoryId !== undefined) await assertCategory(values.categoryId, tx);
      if ((values.capacity ?? before) < seatsTaken)
        throw new AppError('course.capacity_too_small', { seatsTaken });
      const shown = cover && coverColumnsOf(cover);
      await course.update({ ...given(values), ...shown }, { transaction: tx });
      if (course.title !== title) await this.#tell({ name: 'course.renamed', courseId }, tx);
      const { capacity } = course;
      if (capacity > before) await this.#tell({ name: 'course.capacity-raised', courseId, capacity }, tx);
    });
    return this.#deps.catalogue.get(actor, courseId);
  }

  /** Shows a course to everybody; a second time changes nothing. @throws {AppError} `course.not_found`, `auth.forbidden` */
  publish(actor: Actor, courseId: CourseId): Promise<CourseView> {
    return this.#show(actor, courseId, 'published');
  }

  /** Shows a course to its instructor only; who is in it stays in it. @throws {AppError} `course.not_found`, `auth.forbidden` */
  unpublish(actor: Actor, courseId: CourseId): Promise<CourseView> {
    return this.#show(actor, courseId, 'draft');
  }

  /** Takes a course away in which nobody was. @throws {AppError} `course.not_found`, `auth.forbidden`, `course.not_empty` */
  async remove(actor: Actor, courseId: CourseId): Promise<void> {
    const { inTransaction, directory, lessons, log } = this.#deps;
    await inTransaction(async (tx) => {
      const course = await directory.getLed(actor, courseId, tx);
      if (course.seatsTaken > 0 || (await lessons.hasTakenPlace(courseId, tx))) {
        throw new AppError('course.not_empty');
      }
      await this.#tell({ name: 'course.deleted', courseId }, tx);
      await lessons.removeAll(courseId, tx);
      await course.destroy({ transaction: tx });
    });
    log.info({ courseId }, 'course deleted');
  }

  async #show(actor: Actor, courseId: CourseId, state: CourseState): Promise<CourseView> {
    await this.#deps.inTransaction(async (tx) => {
      const course = await this.#deps.directory.getLed(actor, courseId, tx);
      if (course.state === state) return;
      await course.update({ state }, { transaction: tx });
      await this.#tell({ name: state === 'draft' ? 'course.unpublished' : 'course.published', courseId }, tx);
    });
    return this.#deps.catalogue.get(actor, courseId);
  }

  async #tell(event: CourseEvent, tx: Tx): Promise<void> {
    for (const listener of this.#deps.listeners) await listener(tx, event);
  }
}

async function assertCategory(id: string, tx: Tx): Promise<void> {
  if (!(await Category.findByPk(id, { transaction: tx }))) throw new AppError('course.category_unknown');
}

function coverColumnsOf({ glyph, from, to }: CreateCourse['cover']) {
  return { coverGlyph: glyph, coverFrom: from, coverTo: to };
}
