import type { TakeStream } from '../../recorder/take.js';

/**
 * Whether a stream is a shared screen: by its type of video or, since openvidu-browser calls every track that an app brings
 * along CUSTOM, by the `kind` that the app's server gave the connection.
 */
export function showsScreen({
  typeOfVideo,
  serverData,
}: Pick<TakeStream, 'typeOfVideo' | 'serverData'>): boolean {
  if (typeOfVideo !== 'CUSTOM') return typeOfVideo === 'SCREEN';
  return /"kind":\s*"screen"/.test(serverData);
}
