// What a guest in C of the world smg-with-on-event sees beside smg.h.
#pragma once
#include "smg.h"

typedef struct { uint8_t is_some; smg_string value; } smg_option_string;
typedef struct { smg_option_string event_type, id, data; smg_strings other_lines; } smg_event;

enum { SMG_EVENT_PASS, SMG_EVENT_REWRITE, SMG_EVENT_DROP, SMG_EVENT_END };

typedef struct {
  uint8_t tag;
  struct { smg_event *items; size_t count; } events;
} smg_event_action;

_Static_assert(sizeof(smg_option_string) == 12 && sizeof(smg_event) == 44, "stream-event");
_Static_assert(offsetof(smg_event_action, events) == 4 && sizeof(smg_event_action) == 12, "event-action");

// The third function that such a guest defines. `event` is NULL at the end of the stream. The guest's static
// variables last for one stream: each has its own instance.
smg_event_action smg_on_event(smg_event *event);
