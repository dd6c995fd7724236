// Blanks out the word "secret" in every body. Always answers with the whole body, also when nothing changed.
#include "smg.h"

static smg_action rewritten(smg_bytes body) {
  const smg_string word = SMG_STRING("secret");
  // No two places overlap, and the stars are as many as the letters: the body can change where it is.
  for (size_t i = 0; i + word.length <= body.length;) {
    if (body.data[i] == 's' && smg_starts_with((smg_string){(char *)body.data + i, body.length - i}, word)) {
      for (size_t end = i + word.length; i < end; i++) body.data[i] = '*';
    } else {
      i++;
    }
  }
  static smg_header mark = {{"x-body-rewritten", 16}, {"true", 4}};
  return (smg_action){.tag = SMG_MODIFY, .modify = {.headers_set = {&mark, 1}, .body_replace = {true, body}}};
}

smg_action smg_on_request(smg_request *request) { return rewritten(request->body); }

smg_action smg_on_response(smg_response *response) { return rewritten(response->body); }
