// What a storage hook in C sees of the contract (wit/smg-storage.wit). The layouts are those of the component
// model's canonical ABI on wasm32, so values are handed over without being converted.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { const char *data; size_t length; } storage_string; // UTF-8, not terminated by a zero
typedef struct { storage_string key, value; } storage_entry;
typedef struct { storage_entry *items; size_t count; } storage_context;
typedef struct { storage_string name, value; } storage_column;
typedef struct { storage_column *items; size_t count; } storage_columns;

typedef struct {
  uint8_t is_rejected;
  union {
    storage_columns columns;
    storage_string reason;
  };
} storage_before_result;

_Static_assert(sizeof(storage_column) == 16, "extra-column");
_Static_assert(offsetof(storage_before_result, columns) == 4 && sizeof(storage_before_result) == 12, "before-result");

// The two functions that a hook defines. What they are given belongs to them until they return, also for
// writing, and what they return may point into it. `operation` counts from 0 in the order of the WIT.
storage_before_result storage_before(uint32_t operation, storage_context context, storage_string payload);
storage_columns storage_after(uint32_t operation, storage_context context, storage_string payload, storage_string result,
                              storage_columns extra);

// Memory for the rest of this call, aligned for every type here; traps when there is none left.
void *storage_alloc(size_t size);

#define STORAGE_STRING(literal) ((storage_string){literal, sizeof(literal) - 1})

// The operation's name in the WIT, for instance create-conversation.
storage_string storage_operation_name(uint32_t operation);

// The value of the first entry of this key; NULL when there is none.
const storage_string *storage_find(storage_context context, storage_string key);
