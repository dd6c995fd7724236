// What a middleware guest in C sees of the contract (wit/smg-gateway.wit). The layouts are those of the
// component model's canonical ABI on wasm32, so values are handed over without being converted.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { const char *data; size_t length; } smg_string; // UTF-8, not terminated by a zero
typedef struct { uint8_t *data; size_t length; } smg_bytes;
typedef struct { smg_string name, value; } smg_header;
typedef struct { smg_header *items; size_t count; } smg_headers;
typedef struct { smg_string *items; size_t count; } smg_strings;

typedef struct {
  smg_string method, path, query;
  smg_headers headers;
  smg_bytes body;
  smg_string request_id;
  uint64_t now_epoch_ms;
} smg_request;

typedef struct {
  uint16_t status;
  smg_headers headers;
  smg_bytes body;
} smg_response;

typedef struct { uint8_t is_some; uint16_t value; } smg_option_status;
typedef struct { uint8_t is_some; smg_bytes value; } smg_option_bytes;

typedef struct {
  smg_option_status status;
  smg_headers headers_set, headers_add;
  smg_strings headers_remove;
  smg_option_bytes body_replace;
} smg_modify_action;

enum { SMG_CONTINUE, SMG_REJECT, SMG_MODIFY };

typedef struct {
  uint8_t tag;
  union {
    uint16_t reject;
    smg_modify_action modify;
  };
} smg_action;

_Static_assert(sizeof(smg_header) == 16, "header");
_Static_assert(offsetof(smg_modify_action, headers_set) == 4, "modify-action");
_Static_assert(offsetof(smg_modify_action, body_replace) == 28, "modify-action");
_Static_assert(offsetof(smg_action, modify) == 4 && sizeof(smg_action) == 44, "action");

// The two functions that a guest defines. What they are given belongs to them until they return, also for
// writing, and what they return may point into it. Everything from smg_alloc is gone after the call;
// only the guest's own static variables last, and only where the host calls an instance more than once.
smg_action smg_on_request(smg_request *request);
smg_action smg_on_response(smg_response *response);

// Memory for the rest of this call, aligned for every type here; traps when there is none left.
void *smg_alloc(size_t size);

#define SMG_STRING(literal) ((smg_string){literal, sizeof(literal) - 1})

static inline smg_action smg_continue(void) { return (smg_action){.tag = SMG_CONTINUE}; }
static inline smg_action smg_reject(uint16_t status) { return (smg_action){.tag = SMG_REJECT, .reject = status}; }

bool smg_equal(smg_string a, smg_string b);
bool smg_equal_ignoring_case(smg_string a, smg_string b); // ASCII letters only, as in header names
bool smg_starts_with(smg_string text, smg_string prefix);
smg_string smg_skip(smg_string text, size_t count);
smg_string smg_decimal(uint64_t number);

// The value of the first header of this name, in any case; NULL when there is none.
const smg_string *smg_find_header(smg_headers headers, smg_string name);
