import { z } from 'zod';
import { UserId } from './ids.js';
import { Instant, TimeZone } from './time.js';

export const Role = z.enum(['student', 'instructor', 'operator']);
export type Role = z.infer<typeof Role>;

export const Language = z.enum(['ko', 'en']);
export type Language = z.infer<typeof Language>;

export const SignIn = z.strictObject({
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
  password: z.string().min(1).max(256),
});
export type SignIn = z.infer<typeof SignIn>;

export const UserView = z.strictObject({
  id: UserId,
  email: z.email(),
  name: z.string(),
  roles: z.array(Role),
  language: Language,
  timeZone: TimeZone,
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
  language: Language.optional(),
  timeZone: TimeZone.optional(),
});
export type UpdateMe = z.infer<typeof UpdateMe>;

/** Claims of an access token (JWT, EdDSA, ten minutes, kept in memory only). */
export const AccessClaims = z.looseObject({
  sub: UserId,
  roles: z.array(Role),
  /** The sign-in this token belongs to; signing out ends it. */
  sid: z.uuid(),
});
export type AccessClaims = z.infer<typeof AccessClaims>;
