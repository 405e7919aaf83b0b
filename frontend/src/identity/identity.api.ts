import {
  AuthSession,
  SignInList,
  UserView,
  type ChangePassword,
  type Register,
  type SignIn,
  type UpdateMe,
} from '@seodang/contracts/identity';
import { http } from '../shared/http.js';

export const identityApi = {
  signIn: (form: SignIn) => http.post('/auth/sign-in', AuthSession, { body: form, auth: 'none' }),
  register: (form: Register) => http.post('/auth/register', AuthSession, { body: form, auth: 'none' }),
  signOut: () => http.send('POST', '/auth/sign-out', { auth: 'none' }),
  updateMe: (change: UpdateMe) => http.patch('/me', UserView, { body: change }),
  changePassword: (change: ChangePassword) => http.send('POST', '/me/password', { body: change }),
  signIns: (signal: AbortSignal) => http.get('/me/sign-ins', SignInList, { signal }),
  endSignIn: (id: string) => http.send('DELETE', `/me/sign-ins/${id}`),
  endOtherSignIns: () => http.send('DELETE', '/me/sign-ins'),
};
