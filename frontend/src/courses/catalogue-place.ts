import { shallowRef } from 'vue';

/** The filters of the catalogue as it was last seen, so that a course leads back to them. */
export const cataloguePlace = shallowRef<Record<string, string>>({});
