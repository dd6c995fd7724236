// world: smg-with-on-event
// Blanks out the word "secret" in responses and in the events of streams, also where two events share it: letters
// that may begin the word are held back until the next event, or the end of the stream, shows what they are.
#include "event.h"

enum { WORD = 6 };
static const char word[WORD] = "secret";

static char held[WORD]; // the end of the last event's data, which may be the beginning of the word
static size_t held_length;

static bool mask(char *text, size_t length) {
  bool found = false;
  for (size_t i = 0; i + WORD <= length; i++)
    if (smg_starts_with((smg_string){text + i, WORD}, (smg_string){word, WORD})) {
      for (size_t j = 0; j < WORD; j++) text[i + j] = '*';
      found = true;
    }
  return found;
}

// How many of the last letters may begin the word.
static size_t beginning(const char *text, size_t length) {
  for (size_t n = length < WORD - 1 ? length : WORD - 1; n > 0; n--)
    if (smg_equal((smg_string){text + length - n, n}, (smg_string){word, n})) return n;
  return 0;
}

static bool mask_string(smg_string text) { return mask((char *)text.data, text.length); }

static smg_event_action rewrite(smg_event *events, size_t count) {
  return (smg_event_action){.tag = SMG_EVENT_REWRITE, .events = {events, count}};
}

static smg_event *flush(smg_event *place) {
  char *text = smg_alloc(WORD);
  __builtin_memcpy(text, held, held_length);
  *place = (smg_event){.data = {true, {text, held_length}}};
  held_length = 0;
  return place + 1;
}

smg_event_action smg_on_event(smg_event *event) {
  smg_event *made = smg_alloc(2 * sizeof(smg_event)), *next = made;
  if (event == NULL) return held_length > 0 ? rewrite(made, (size_t)(flush(made) - made)) : (smg_event_action){.tag = SMG_EVENT_PASS};

  bool changed = mask_string(event->event_type.value);
  changed |= mask_string(event->id.value);
  for (size_t i = 0; i < event->other_lines.count; i++) changed |= mask_string(event->other_lines.items[i]);
  if (event->data.is_some) {
    smg_string data = event->data.value;
    if (held_length > 0 && smg_equal(data, SMG_STRING("[DONE]"))) {
      next = flush(next);
      changed = true;
    } else {
      size_t before = held_length, length = before + data.length;
      char *text = (char *)data.data;
      if (before > 0) {
        text = smg_alloc(length);
        __builtin_memcpy(text, held, before);
        __builtin_memcpy(text + before, data.data, data.length);
      }
      changed |= mask(text, length) | (before > 0);
      held_length = beginning(text, length);
      __builtin_memcpy(held, text + length - held_length, held_length);
      changed |= held_length > 0;
      event->data.value = (smg_string){text, length - held_length};
    }
  }

  if (!changed) return (smg_event_action){.tag = SMG_EVENT_PASS};
  *next++ = *event;
  return rewrite(made, (size_t)(next - made));
}

smg_action smg_on_request(smg_request *request) { return (void)request, smg_continue(); }

smg_action smg_on_response(smg_response *response) {
  if (!mask((char *)response->body.data, response->body.length)) return smg_continue();
  return (smg_action){.tag = SMG_MODIFY, .modify = {.body_replace = {true, response->body}}};
}
