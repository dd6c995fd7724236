// world: storage-hook (read by build.sh)
// Refuses every operation without a tenant; stores tenant and operation beside the others, and a mark afterwards.
#include "storage.h"

storage_before_result storage_before(uint32_t operation, storage_context context, storage_string payload) {
  (void)payload;
  const storage_string *tenant = storage_find(context, STORAGE_STRING("tenant_id"));
  if (tenant == NULL)
    return (storage_before_result){.is_rejected = 1, .reason = STORAGE_STRING("the context has no tenant_id")};
  storage_column *columns = storage_alloc(2 * sizeof(storage_column));
  columns[0] = (storage_column){STORAGE_STRING("tenant_id"), *tenant};
  columns[1] = (storage_column){STORAGE_STRING("operation"), storage_operation_name(operation)};
  return (storage_before_result){.columns = {columns, 2}};
}

storage_columns storage_after(uint32_t operation, storage_context context, storage_string payload, storage_string result,
                              storage_columns extra) {
  (void)operation, (void)context, (void)payload, (void)result;
  storage_column *columns = storage_alloc((extra.count + 1) * sizeof(storage_column));
  for (size_t i = 0; i < extra.count; i++) columns[i] = extra.items[i];
  columns[extra.count] = (storage_column){STORAGE_STRING("stored"), STORAGE_STRING("true")};
  return (storage_columns){columns, extra.count + 1};
}
