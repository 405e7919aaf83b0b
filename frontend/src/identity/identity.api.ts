import { AuthSession, UserView, type SignIn, type UpdateMe } from '@seodang/contracts/identity';
import { http } from '../shared/http.js';

export const identityApi = {
  signIn: (form: SignIn) => http.post('/auth/sign-in', AuthSession, { body: form, auth: 'none' }),
  signOut: () => http.send('POST', '/auth/sign-out', { auth: 'none' }),
  updateMe: (change: UpdateMe) => http.patch('/me', UserView, { body: change }),
};
