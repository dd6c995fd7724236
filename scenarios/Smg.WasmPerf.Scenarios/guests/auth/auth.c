// Asks for an API key on paths that start with /api or /v1.
#include "smg.h"

static bool is_key(smg_string text) { return smg_equal(text, SMG_STRING("secret-api-key-12345")); }

static bool has_key(smg_headers headers) {
  const smg_string bearer = SMG_STRING("Bearer "), api_key = SMG_STRING("ApiKey ");
  for (size_t i = 0; i < headers.count; i++) {
    smg_string name = headers.items[i].name, value = headers.items[i].value;
    if (smg_equal_ignoring_case(name, SMG_STRING("authorization"))) {
      if (smg_starts_with(value, bearer) && is_key(smg_skip(value, bearer.length))) return true;
      if (smg_starts_with(value, api_key) && is_key(smg_skip(value, api_key.length))) return true;
    } else if (smg_equal_ignoring_case(name, SMG_STRING("x-api-key")) && is_key(value)) {
      return true;
    }
  }
  return false;
}

smg_action smg_on_request(smg_request *request) {
  bool guarded = smg_starts_with(request->path, SMG_STRING("/api")) || smg_starts_with(request->path, SMG_STRING("/v1"));
  return guarded && !has_key(request->headers) ? smg_reject(401) : smg_continue();
}

smg_action smg_on_response(smg_response *response) { return (void)response, smg_continue(); }
