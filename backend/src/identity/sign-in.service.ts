import { createHash } from 'node:crypto';
import type { AuthSession, SignIn as SignInWish } from '@seodang/contracts/identity';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { RateLimit } from '../platform/http/rate-limit.js';
import type { Log } from '@seodang/server-kit/log';
import type { AccessTokens } from './access-tokens.js';
import type { BearerCache } from './bearer-cache.js';
import { deviceNameOf } from './device-name.js';
import { isPassword } from './password.js';
import { hashOf, newRefreshToken, newSalt, type RefreshTokenChain } from './refresh-token.js';
import { RefreshToken, SignIn, type IssuedToken, type SignInEnd } from './sign-in.model.js';
import { judge, refreshEndsAt, signInEndsAt } from './sign-in.rules.js';
import { User, type Account } from './user.model.js';
import { toUserView } from './user.view.js';

export interface SignInDeps {
  readonly accessTokens: AccessTokens;
  readonly chain: RefreshTokenChain;
  readonly bearers: BearerCache;
  readonly limits: { readonly perAccount: RateLimit; readonly perAddress: RateLimit };
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** Where a request comes from: the client's address as the trusted proxies tell it, and what its browser calls itself. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

/** What a client gets: the answer's body, and the token that travels in the cookie. */
export interface SignedIn extends IssuedToken {
  readonly session: AuthSession;
}

/** A refresh token that was shown, with the rows it leads to. */
interface Shown {
  readonly token: string;
  readonly row: RefreshToken;
  readonly signIn: SignIn;
  readonly account: Account;
  readonly sameDevice: boolean;
}

/** Signing in, staying signed in and signing out. */
export class SignInService {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /**
   * Checks a password and begins a sign-in.
   *
   * @throws {AppError} `auth.sign_in_failed`, alike for a wrong password, an unknown address and a suspended account;
   * `request.too_many`; `store.unavailable` also when only the limits cannot be counted.
   */
  async signIn({ email, password }: SignInWish, origin: Origin): Promise<SignedIn> {
    const { limits, log } = this.#deps;
    const accountKey = createHash('sha256').update(email).digest('base64url');
    await limits.perAddress.take(origin.address);
    await limits.perAccount.take(accountKey);
    const user = await User.findByEmail(email);
    const right = await isPassword(user?.passwordHash ?? null, password);
    if (!user || !right || user.suspendedAt) {
      log.info({ known: user !== null }, 'sign-in refused');
      throw new AppError('auth.sign_in_failed');
    }
    await Promise.all([limits.perAddress.giveBack(origin.address), limits.perAccount.forget(accountKey)]);
    return this.begin({ user, roles: await User.listRoles(user.id) }, origin);
  }

  /**
   * Uses a refresh token: it becomes worthless and its successor takes its place.
   *
   * @throws {AppError} `auth.expired`. A token that was used before ends the whole sign-in, save for a short while on
   * the same device, when it gives the same successor again.
   */
  async refresh(token: string, origin: Origin): Promise<SignedIn> {
    const shown = await this.#find(token, origin);
    const { row, signIn, account, sameDevice } = shown;
    switch (judge({ usedAt: row.usedAt, expiresAt: row.expiresAt, sameDevice }, this.#deps.now())) {
      case 'use':
        return (await this.#use(shown)) ?? this.refresh(token, origin);
      case 'repeat':
        return this.#answer(account, signIn, this.#successorOf(token, useOf(row), signIn));
      case 'stolen':
        this.#deps.log.warn({ userId: signIn.userId }, 'refresh token used twice; sign-in ended');
        await this.#end(signIn, 'token-reused');
        throw new AppError('auth.expired');
      case 'expired':
        throw new AppError('auth.expired');
    }
  }

  /** Ends the sign-in a refresh token belongs to, at once also for access tokens. An unknown token is no error. */
  async signOut(token: string): Promise<void> {
    const row = await RefreshToken.findByHash(hashOf(token));
    const signIn = row && (await SignIn.findByPk(row.signInId));
    if (signIn) await this.#end(signIn, 'signed-out');
  }

  /** Begins a sign-in of somebody who has just shown, or chosen, their password. */
  async begin(account: Account, origin: Origin): Promise<SignedIn> {
    const { inTransaction, now, log } = this.#deps;
    const { user } = account;
    const at = now();
    const token: IssuedToken = {
      refreshToken: newRefreshToken(),
      refreshExpiresAt: refreshEndsAt(at, signInEndsAt(at)),
    };
    const signIn = await inTransaction(async (tx) => {
      await SignIn.removeExpired(user.id, at, tx);
      const begun = await SignIn.begin(
        {
          userId: user.id,
          deviceHash: deviceHashOf(origin),
          device: deviceNameOf(origin.userAgent),
          at,
          expiresAt: signInEndsAt(at),
        },
        tx,
      );
      await RefreshToken.add(token, begun.id, tx);
      return begun;
    });
    log.info({ userId: user.id }, 'signed in');
    return this.#answer(account, signIn, token);
  }

  async #find(token: string, origin: Origin): Promise<Shown> {
    const row = await RefreshToken.findByHash(hashOf(token));
    const signIn = row && (await SignIn.findByPk(row.signInId));
    if (!signIn || signIn.endedAt) throw new AppError('auth.expired');
    const account = await User.findAccount(signIn.userId);
    if (!account || account.user.suspendedAt) throw new AppError('auth.expired');
    return { token, row, signIn, account, sameDevice: signIn.deviceHash.equals(deviceHashOf(origin)) };
  }

  /** Null when another request used the token a moment before. */
  async #use({ token, row, signIn, account }: Shown): Promise<SignedIn | null> {
    const { inTransaction, now } = this.#deps;
    const use = { at: now(), salt: newSalt() };
    const successor = this.#successorOf(token, use, signIn);
    const won = await inTransaction(async (tx) => {
      const first = await RefreshToken.markUsed(row.tokenHash, use, tx);
      if (!first) return false;
      await RefreshToken.add(successor, signIn.id, tx);
      await SignIn.noteUse(signIn.id, use.at, tx);
      return true;
    });
    return won ? this.#answer(account, signIn, successor) : null;
  }

  #successorOf(token: string, use: { at: Date; salt: Buffer }, signIn: SignIn): IssuedToken {
    return {
      refreshToken: this.#deps.chain.successorOf(token, use.salt),
      refreshExpiresAt: refreshEndsAt(use.at, signIn.expiresAt),
    };
  }

  async #answer(account: Account, signIn: SignIn, token: IssuedToken): Promise<SignedIn> {
    const claims = { sub: account.user.id, roles: account.roles, sid: signIn.id };
    const { accessToken, expiresAt } = await this.#deps.accessTokens.issue(claims);
    const session = { accessToken, expiresAt: expiresAt.toISOString(), user: toUserView(account) };
    return { session, ...token };
  }

  async #end(signIn: SignIn, reason: SignInEnd): Promise<void> {
    await SignIn.end(signIn.id, this.#deps.now(), reason);
    this.#deps.bearers.forget(signIn.id);
  }
}

function deviceHashOf({ userAgent }: Origin): Buffer {
  return createHash('sha256').update(userAgent).digest();
}

function useOf({ usedAt, successorSalt }: RefreshToken): { at: Date; salt: Buffer } {
  if (!usedAt || !successorSalt) throw new Error('this token has not been used');
  return { at: usedAt, salt: successorSalt };
}
