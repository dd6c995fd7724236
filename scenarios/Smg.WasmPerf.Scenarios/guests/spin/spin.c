// Never comes back from a request: for tests of the time limit.
#include "smg.h"

smg_action smg_on_request(smg_request *request) {
  (void)request;
  for (;;) {}
}

smg_action smg_on_response(smg_response *response) { return (void)response, smg_continue(); }
