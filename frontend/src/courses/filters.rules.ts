import { CoursesQuery } from '@seodang/contracts/courses';

const Asked = CoursesQuery.pick({
  category: true,
  language: true,
  level: true,
  seats: true,
  q: true,
  sort: true,
});

/** What is wanted from the catalogue; `q` is empty when nothing is searched for. */
export type CourseFilters = Omit<ReturnType<typeof Asked.parse>, 'q'> & { q: string };

/** The filters in the query of an address, which may hold anything: what is no filter counts as none. */
export function filtersFrom(query: Record<string, unknown>): CourseFilters {
  const known = Object.entries(Asked.shape)
    .filter(([name, schema]) => query[name] !== undefined && schema.safeParse(query[name]).success)
    .map(([name]) => [name, query[name]]);
  const { q = '', sort, ...filters } = Asked.parse(Object.fromEntries(known));
  return { ...filters, q, sort };
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
