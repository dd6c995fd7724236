// The canonical ABI's side of every C guest: the heap, the exports, and a few string helpers.
#include "smg.h"

#define PAGE 65536u
#define EXPORT(name) __attribute__((export_name(name)))

extern uint8_t __heap_base; // set by the linker: the first byte after the stack and the static data

// The heap only moves up; the end of each call puts it back to its base, so that an instance that is called
// again and again needs no more memory than its largest call.
static uintptr_t heap_next = (uintptr_t)&__heap_base;
static uintptr_t heap_last; // the youngest block, the only one that can change its size in place

// Moves the heap's end up to `end`, growing the memory where needed. 64 bits, so that no sum wraps around.
static void heap_take(uint64_t end) {
  uint64_t size = (uint64_t)__builtin_wasm_memory_size(0) * PAGE;
  if (end > size) {
    uint64_t pages = (end - size + PAGE - 1) / PAGE;
    // The last page is left out: the end of the heap has to fit a 32-bit pointer.
    if (end > UINT32_MAX || __builtin_wasm_memory_grow(0, pages) == SIZE_MAX) __builtin_trap();
  }
  heap_next = (uintptr_t)end;
}

static void heap_reset(void) {
  heap_next = (uintptr_t)&__heap_base;
  heap_last = 0;
}

// The host calls this to place arguments; strings that it transcodes are shrunk or grown again.
EXPORT("cabi_realloc")
void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
  uintptr_t at = (uintptr_t)old;
  if (size == 0 && old_size == 0) return (void *)align; // nothing to store: any aligned address will do
  if (old_size != 0 && at == heap_last && (at & (align - 1)) == 0) {
    heap_take((uint64_t)at + size);
    return old;
  }
  uint64_t start = ((uint64_t)heap_next + align - 1) & ~((uint64_t)align - 1);
  heap_take(start + size);
  heap_last = (uintptr_t)start;
  if (old_size != 0) __builtin_memcpy((void *)heap_last, old, old_size < size ? old_size : size);
  return (void *)heap_last;
}

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
