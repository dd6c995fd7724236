// The canonical ABI's side of every middleware guest in C: the exports, and a few string helpers.
#include "smg.h"
#include "heap.h"

void *smg_alloc(size_t size) { return cabi_realloc(NULL, 0, 8, size); }

static smg_action result; // the host reads it between a call and the post-return that follows

EXPORT("smg:gateway/middleware-on-request#on-request")
smg_action *on_request(const char *method, size_t method_length, const char *path, size_t path_length,
                       const char *query, size_t query_length, smg_header *headers, size_t header_count,
                       uint8_t *body, size_t body_length, const char *request_id, size_t request_id_length,
                       uint64_t now_epoch_ms) {
  smg_request request = {
      .method = {method, method_length},
      .path = {path, path_length},
      .query = {query, query_length},
      .headers = {headers, header_count},
      .body = {body, body_length},
      .request_id = {request_id, request_id_length},
      .now_epoch_ms = now_epoch_ms,
  };
  result = smg_on_request(&request);
  return &result;
}

EXPORT("smg:gateway/middleware-on-response#on-response")
smg_action *on_response(uint32_t status, smg_header *headers, size_t header_count, uint8_t *body,
                        size_t body_length) {
  smg_response response = {
      .status = (uint16_t)status,
      .headers = {headers, header_count},
      .body = {body, body_length},
  };
  result = smg_on_response(&response);
  return &result;
}

EXPORT("cabi_post_smg:gateway/middleware-on-request#on-request")
void post_on_request(smg_action *returned) { (void)returned, heap_reset(); }

EXPORT("cabi_post_smg:gateway/middleware-on-response#on-response")
void post_on_response(smg_action *returned) { (void)returned, heap_reset(); }

#ifdef SMG_ON_EVENT
#include "event.h"

static smg_event_action event_result;

EXPORT("smg:gateway/middleware-on-event#on-event")
smg_event_action *on_event(uint32_t is_some, uint32_t has_type, const char *type, size_t type_length, uint32_t has_id, const char *id,
                           size_t id_length, uint32_t has_data, const char *data, size_t data_length, smg_string *lines, size_t line_count) {
  smg_event event = {
      .event_type = {(uint8_t)has_type, {type, type_length}},
      .id = {(uint8_t)has_id, {id, id_length}},
      .data = {(uint8_t)has_data, {data, data_length}},
      .other_lines = {lines, line_count},
  };
  event_result = smg_on_event(is_some ? &event : NULL);
  return &event_result;
}

EXPORT("cabi_post_smg:gateway/middleware-on-event#on-event")
void post_on_event(smg_event_action *returned) { (void)returned, heap_reset(); }
#endif

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

bool smg_equal(smg_string a, smg_string b) { return a.length == b.length && smg_starts_with(a, b); }

bool smg_equal_ignoring_case(smg_string a, smg_string b) {
  if (a.length != b.length) return false;
  for (size_t i = 0; i < a.length; i++)
    if (lower(a.data[i]) != lower(b.data[i])) return false;
  return true;
}

bool smg_starts_with(smg_string text, smg_string prefix) {
  if (text.length < prefix.length) return false;
  for (size_t i = 0; i < prefix.length; i++)
    if (text.data[i] != prefix.data[i]) return false;
  return true;
}

smg_string smg_skip(smg_string text, size_t count) {
  return (smg_string){text.data + count, text.length - count};
}

smg_string smg_decimal(uint64_t number) {
  char *end = (char *)smg_alloc(20) + 20, *start = end; // 2^64 - 1 has 20 digits
  do *--start = (char)('0' + number % 10);
  while (number /= 10);
  return (smg_string){start, (size_t)(end - start)};
}

const smg_string *smg_find_header(smg_headers headers, smg_string name) {
  for (size_t i = 0; i < headers.count; i++)
    if (smg_equal_ignoring_case(headers.items[i].name, name)) return &headers.items[i].value;
  return NULL;
}
