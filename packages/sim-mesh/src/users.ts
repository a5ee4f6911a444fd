/** People who may be signed in. The cookie is Flask's signed session, `{"user":"<name>"}` in base64 and a signature. */
const SESSIONS = [
  { user: 'jason', cookie: 'session=eyJ1c2VyIjoiamFzb24ifQ.Z1qk2A.9tq3kUvB0dJpXh5oWnY' },
  { user: 'anna', cookie: 'session=eyJ1c2VyIjoiYW5uYSJ9.Z1qk3Q.Lr8sVfT2mCq0aGe7iKw' },
  { user: 'boris', cookie: 'session=eyJ1c2VyIjoiYm9yaXMifQ.Z1qk4g.b1NnR6xZ4yPuDj3cEhM' },
  { user: 'mei', cookie: 'session=eyJ1c2VyIjoibWVpIn0.Z1qk5w.T0vQkFs8lWzIgAo6rBy' },
  { user: 'omar', cookie: 'session=eyJ1c2VyIjoib21hciJ9.Z1qk7A.Hx5mJd2pUeCn9tKqLwV' },
] as const;

export const JASON_COOKIE = SESSIONS[0].cookie;
export const OTHER_COOKIES = SESSIONS.slice(1).map(({ cookie }) => cookie);

export function signedInUser(cookie: string | undefined): string | undefined {
  return cookie === undefined ? undefined : SESSIONS.find((session) => cookie.includes(session.cookie))?.user;
}
