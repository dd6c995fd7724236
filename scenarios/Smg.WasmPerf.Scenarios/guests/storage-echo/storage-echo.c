// world: storage-hook (read by build.sh)
// Gives back every field as it came: as columns, or, where the context asks for it by the key "reject", the payload as reason.
#include "storage.h"

static storage_columns echo(uint32_t operation, storage_context context, storage_string payload, storage_string result,
                            storage_columns extra) {
  storage_column *columns = storage_alloc((context.count + extra.count + 3) * sizeof(storage_column));
  size_t n = 0;
  columns[n++] = (storage_column){STORAGE_STRING("operation"), storage_operation_name(operation)};
  columns[n++] = (storage_column){STORAGE_STRING("payload"), payload};
  columns[n++] = (storage_column){STORAGE_STRING("result"), result};
  for (size_t i = 0; i < context.count; i++) columns[n++] = (storage_column){context.items[i].key, context.items[i].value};
  for (size_t i = 0; i < extra.count; i++) columns[n++] = extra.items[i];
  return (storage_columns){columns, n};
}

storage_before_result storage_before(uint32_t operation, storage_context context, storage_string payload) {
  if (storage_find(context, STORAGE_STRING("reject")) != NULL)
    return (storage_before_result){.is_rejected = 1, .reason = payload};
  return (storage_before_result){.columns = echo(operation, context, payload, STORAGE_STRING(""), (storage_columns){0})};
}

storage_columns storage_after(uint32_t operation, storage_context context, storage_string payload, storage_string result,
                              storage_columns extra) {
  return echo(operation, context, payload, result, extra);
}
