// Gives back everything it was given, byte for byte, for tests that compare one way of calling with another.
#include "smg.h"

static smg_strings names_of(smg_headers headers) {
  smg_string *names = smg_alloc(headers.count * sizeof *names);
  for (size_t i = 0; i < headers.count; i++) names[i] = headers.items[i].name;
  return (smg_strings){names, headers.count};
}

smg_action smg_on_request(smg_request *request) {
  smg_header fields[] = {
      {SMG_STRING("method"), request->method},
      {SMG_STRING("path"), request->path},
      {SMG_STRING("query"), request->query},
      {SMG_STRING("request-id"), request->request_id},
      {SMG_STRING("now-epoch-ms"), smg_decimal(request->now_epoch_ms)},
  };
  smg_header *add = smg_alloc(sizeof fields);
  __builtin_memcpy(add, fields, sizeof fields);
  return (smg_action){.tag = SMG_MODIFY,
                      .modify = {
                          .headers_set = request->headers,
                          .headers_add = {add, sizeof fields / sizeof *fields},
                          .headers_remove = names_of(request->headers),
                          .body_replace = {true, request->body},
                      }};
}

smg_action smg_on_response(smg_response *response) {
  return (smg_action){.tag = SMG_MODIFY,
                      .modify = {
                          .status = {true, response->status},
                          .headers_set = response->headers,
                          .headers_remove = names_of(response->headers),
                          .body_replace = {true, response->body},
                      }};
}
