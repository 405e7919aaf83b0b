import { z } from 'zod';
import { UserId } from './ids.js';
import { Instant, TimeZone } from './time.js';

export const Role = z.enum(['student', 'instructor', 'operator']);
export type Role = z.infer<typeof Role>;

export const Language = z.enum(['ko', 'en']);
export type Language = z.infer<typeof Language>;

const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());
/** What writes over the line or turns its direction has no place in a name that others read. */
const Name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u);
/** Length is what makes a password strong; a passphrase in any script is welcome. */
export const NewPassword = z.string().min(10).max(256);

export const SignIn = z.strictObject({
  email: Email,
  password: z.string().min(1).max(256),
});
export type SignIn = z.infer<typeof SignIn>;

/** Opens an account with the role of a student, and signs in. */
export const Register = z.strictObject({
  email: Email,
  password: NewPassword,
  name: Name,
  language: Language,
  timeZone: TimeZone,
});
export type Register = z.infer<typeof Register>;

export const UserView = z.strictObject({
  id: UserId,
  email: z.email(),
  name: z.string(),
  roles: z.array(Role),
  language: Language,
  timeZone: TimeZone,
  /** Mails before lessons; news about a course one is in (moved, cancelled, a seat) always come. */
  wantsReminders: z.boolean(),
});
export type UserView = z.infer<typeof UserView>;

/** The answer to sign-in and refresh. The refresh token travels in an HttpOnly cookie only. */
export const AuthSession = z.strictObject({
  accessToken: z.string(),
  expiresAt: Instant,
  user: UserView,
});
export type AuthSession = z.infer<typeof AuthSession>;

export const UpdateMe = z.strictObject({
  name: Name.optional(),
  wantsReminders: z.boolean().optional(),
  language: Language.optional(),
  timeZone: TimeZone.optional(),
});
export type UpdateMe = z.infer<typeof UpdateMe>;

/** Ends every other sign-in of the account. */
export const ChangePassword = z.strictObject({ current: z.string().min(1).max(256), next: NewPassword });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** One device that is signed in. */
export const SignInView = z.strictObject({
  id: z.uuid(),
  /** As the device named itself, cut to what a person reads, e.g. `Chromium · Linux`. */
  device: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant,
  isCurrent: z.boolean(),
});
export type SignInView = z.infer<typeof SignInView>;

export const SignInList = z.strictObject({ items: z.array(SignInView) });
export type SignInList = z.infer<typeof SignInList>;

/** What an operator gives; everybody is a student. */
export const UpdateRoles = z.strictObject({ roles: z.array(Role).min(1).max(3) });
export type UpdateRoles = z.infer<typeof UpdateRoles>;

/** `PUT /users/:id/suspension`, by an operator: a suspended account is signed out everywhere and cannot sign in. */
export const SuspendUser = z.strictObject({ suspended: z.boolean() });
export type SuspendUser = z.infer<typeof SuspendUser>;

/** Claims of an access token (JWT, EdDSA, ten minutes, kept in memory only). */
export const AccessClaims = z.looseObject({
  sub: UserId,
  roles: z.array(Role),
  /** The sign-in this token belongs to; signing out ends it. */
  sid: z.uuid(),
});
export type AccessClaims = z.infer<typeof AccessClaims>;
