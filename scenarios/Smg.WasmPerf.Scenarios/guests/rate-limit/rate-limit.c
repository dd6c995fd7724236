// At most 60 requests a minute for each client, in fixed windows of the request's own clock.
//
// The counters live in this instance's memory: they limit only where the host calls one instance again.
// A host that makes a fresh instance for every call (the gateway's rule) sees every call as the first, and
// several instances side by side count each for itself.
#include "smg.h"

enum { LIMIT = 60, WINDOW_MS = 60000, MAX_CLIENTS = 256, KEPT_BYTES = 64 };

// A client is told from others by where its key came from and by the key: its length, a hash of the whole
// and its first 64 bytes. So a client takes the same memory however long a key it sends.
typedef enum { ANONYMOUS = 1, API_KEY, FORWARDED_FOR } source;
typedef struct {
  uint64_t hash;
  size_t length;
  uint8_t source; // 0: this place is free
  uint8_t count;  // up to LIMIT
  char start[KEPT_BYTES];
} client;

static uint64_t current_window;
static client clients[MAX_CLIENTS];
static client others; // all clients beyond the first MAX_CLIENTS of a window share this one's count

static uint64_t hash_of(smg_string text) { // FNV-1a
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < text.length; i++) hash = (hash ^ (uint8_t)text.data[i]) * 0x100000001b3u;
  return hash;
}

static smg_string without_scheme(smg_string value) {
  const smg_string bearer = SMG_STRING("Bearer "), api_key = SMG_STRING("ApiKey ");
  if (smg_starts_with(value, bearer)) return smg_skip(value, bearer.length);
  if (smg_starts_with(value, api_key)) return smg_skip(value, api_key.length);
  return value;
}

static client *find(source from, smg_string key) {
  uint64_t hash = hash_of(key);
  smg_string start = {key.data, key.length < KEPT_BYTES ? key.length : KEPT_BYTES};
  for (size_t i = 0; i < MAX_CLIENTS; i++) {
    client *c = &clients[(hash + i) % MAX_CLIENTS];
    if (c->source == 0) {
      *c = (client){.hash = hash, .length = key.length, .source = (uint8_t)from};
      __builtin_memcpy(c->start, start.data, start.length);
      return c;
    }
    if (c->hash == hash && c->length == key.length && c->source == from &&
        smg_equal((smg_string){c->start, start.length}, start))
      return c;
  }
  return &others;
}

static client *client_of(smg_headers headers) {
  const smg_string *value;
  if ((value = smg_find_header(headers, SMG_STRING("authorization")))) return find(API_KEY, without_scheme(*value));
  if ((value = smg_find_header(headers, SMG_STRING("x-api-key")))) return find(API_KEY, *value);
  if ((value = smg_find_header(headers, SMG_STRING("x-forwarded-for")))) return find(FORWARDED_FOR, *value);
  return find(ANONYMOUS, SMG_STRING("anonymous"));
}

smg_action smg_on_request(smg_request *request) {
  uint64_t window = request->now_epoch_ms / WINDOW_MS;
  if (window != current_window) { // also when the clock was put back
    current_window = window;
    __builtin_memset(clients, 0, sizeof clients);
    others.count = 0;
  }
  client *c = client_of(request->headers);
  if (c->count == LIMIT) return smg_reject(429);
  c->count++;
  return smg_continue();
}

smg_action smg_on_response(smg_response *response) { return (void)response, smg_continue(); }
