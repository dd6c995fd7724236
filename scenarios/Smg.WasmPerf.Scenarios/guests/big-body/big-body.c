// Replaces the request's body by as many bytes as the header x-size says (10 MiB without it); byte i is
// (i * 31 + 7) modulo 256. A size that is no decimal number is rejected with 400.
#include "smg.h"

static bool parse(smg_string text, uint64_t *number) {
  *number = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
    *number = *number * 10 + (uint64_t)(text.data[i] - '0');
    if (*number > UINT32_MAX) *number = UINT32_MAX; // more than the memory can ever hold: smg_alloc traps
  }
  return text.length != 0;
}

smg_action smg_on_request(smg_request *request) {
  uint64_t size = 10 << 20;
  const smg_string *wanted = smg_find_header(request->headers, SMG_STRING("x-size"));
  if (wanted && !parse(*wanted, &size)) return smg_reject(400);

  smg_bytes body = {smg_alloc(size), size};
  size_t filled = 0;
  for (; filled < 256 && filled < size; filled++) body.data[filled] = (uint8_t)(filled * 31 + 7);
  while (filled < size) { // the pattern repeats every 256 bytes: double what is there
    size_t more = filled < size - filled ? filled : size - filled;
    __builtin_memcpy(body.data + filled, body.data, more);
    filled += more;
  }
  return (smg_action){.tag = SMG_MODIFY, .modify = {.body_replace = {true, body}}};
}

smg_action smg_on_response(smg_response *response) { return (void)response, smg_continue(); }
