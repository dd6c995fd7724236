// The same as the guest auth, in JavaScript: asks for an API key on paths that start with /api or /v1.
// wasi: none (read by build.sh: its WASI imports become traps)
const key = 'secret-api-key-12345';

const holdsKey = ({ name, value }) => {
  switch (name.toLowerCase()) {
    case 'authorization': return value === `Bearer ${key}` || value === `ApiKey ${key}`;
    case 'x-api-key': return value === key;
    default: return false;
  }
};

export const middlewareOnRequest = {
  onRequest({ path, headers }) {
    const guarded = path.startsWith('/api') || path.startsWith('/v1');
    return guarded && !headers.some(holdsKey) ? { tag: 'reject', val: 401 } : { tag: 'continue' };
  },
};

export const middlewareOnResponse = {
  onResponse: () => ({ tag: 'continue' }),
};
