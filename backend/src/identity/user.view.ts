import type { UserView } from '@seodang/contracts/identity';
import type { Account } from './user.model.js';

export function toUserView({ user, roles }: Account): UserView {
  const { id, email, name, language, timeZone, wantsReminders } = user;
  return { id, email, name, roles, language, timeZone, wantsReminders };
}
