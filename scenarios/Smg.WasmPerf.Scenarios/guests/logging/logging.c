// Marks requests with headers for the upstream's log, and turns status 500 into 503.
#include "smg.h"

smg_action smg_on_request(smg_request *request) {
  smg_header *set = smg_alloc(4 * sizeof *set);
  size_t count = 0;
  set[count++] = (smg_header){SMG_STRING("x-request-id"), request->request_id};
  set[count++] = (smg_header){SMG_STRING("x-wasm-processed"), SMG_STRING("true")};
  set[count++] = (smg_header){SMG_STRING("x-processed-at"), smg_decimal(request->now_epoch_ms)};
  if (smg_starts_with(request->path, SMG_STRING("/api")) || smg_starts_with(request->path, SMG_STRING("/v1")))
    set[count++] = (smg_header){SMG_STRING("x-api-route"), SMG_STRING("true")};
  return (smg_action){.tag = SMG_MODIFY, .modify = {.headers_set = {set, count}}};
}

smg_action smg_on_response(smg_response *response) {
  if (response->status != 500) return smg_continue();
  return (smg_action){.tag = SMG_MODIFY, .modify = {.status = {true, 503}}};
}
