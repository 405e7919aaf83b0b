import { CoursesQuery } from '@seodang/contracts/courses';
import { z } from 'zod';

const { category, language, level, seats, sort } = CoursesQuery.shape;

/** Whatever an address may hold: what is no filter counts as none. */
const FromAddress = z.object({
  category: category.catch(undefined),
  language: language.catch(undefined),
  level: level.catch(undefined),
  seats: seats.catch(undefined),
  q: z.string().trim().max(100).catch(''),
  sort: sort.catch('soonest'),
});

/** What is wanted from the catalogue; `q` is empty when nothing is searched for. */
export type CourseFilters = z.output<typeof FromAddress>;

/** The filters in the query of an address. */
export function filtersFrom(query: Record<string, unknown>): CourseFilters {
  return FromAddress.parse(query);
}

/** The query of the address for some filters, without what goes without saying. */
export function queryOf(filters: CourseFilters): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries<string | undefined>(filters)) {
    const goesWithoutSaying = value === undefined || value === '' || (name === 'sort' && value === 'soonest');
    if (!goesWithoutSaying) query[name] = value;
  }
  return query;
}

/** The filters taken back; the order stays. */
export function withoutFilters({ sort: kept }: CourseFilters): CourseFilters {
  return filtersFrom({ sort: kept });
}

/** How many filters besides category and search are in force: those that a phone keeps in its sheet. */
export function countOf({ language: inLanguage, level: ofLevel, seats: withSeats }: CourseFilters): number {
  return [inLanguage, ofLevel, withSeats].filter((filter) => filter !== undefined).length;
}

/** Whether anything is filtered or searched for at all. */
export function isFiltered(filters: CourseFilters): boolean {
  return filters.q !== '' || filters.category !== undefined || countOf(filters) > 0;
}
