// The canonical ABI's side of every storage hook in C: the exports, and a few helpers.
#include "storage.h"
#include "heap.h"

void *storage_alloc(size_t size) { return cabi_realloc(NULL, 0, 8, size); }

// The host reads these between a call and the post-return that follows.
static storage_before_result before_result;
static storage_columns after_result;

EXPORT("smg:storage/storage-hook-before#before")
storage_before_result *before(uint32_t operation, storage_entry *context, size_t context_count, const char *payload,
                              size_t payload_length) {
  before_result = storage_before(operation, (storage_context){context, context_count}, (storage_string){payload, payload_length});
  return &before_result;
}

EXPORT("smg:storage/storage-hook-after#after")
storage_columns *after(uint32_t operation, storage_entry *context, size_t context_count, const char *payload, size_t payload_length,
                       const char *result, size_t result_length, storage_column *extra, size_t extra_count) {
  after_result = storage_after(operation, (storage_context){context, context_count}, (storage_string){payload, payload_length},
                               (storage_string){result, result_length}, (storage_columns){extra, extra_count});
  return &after_result;
}

EXPORT("cabi_post_smg:storage/storage-hook-before#before")
void post_before(storage_before_result *returned) { (void)returned, heap_reset(); }

EXPORT("cabi_post_smg:storage/storage-hook-after#after")
void post_after(storage_columns *returned) { (void)returned, heap_reset(); }

storage_string storage_operation_name(uint32_t operation) {
  static const char names[][32] = {
      "create-conversation", "get-conversation", "update-conversation", "delete-conversation", "create-item", "link-item",
      "link-items", "list-items", "get-item", "is-item-linked", "delete-item", "store-response", "get-response",
      "delete-response", "get-response-chain", "list-identifier-responses", "delete-identifier-responses",
  };
  storage_string name = {names[operation], 0};
  while (name.data[name.length] != 0) name.length++;
  return name;
}

static bool equal(storage_string a, storage_string b) {
  if (a.length != b.length) return false;
  for (size_t i = 0; i < a.length; i++)
    if (a.data[i] != b.data[i]) return false;
  return true;
}

const storage_string *storage_find(storage_context context, storage_string key) {
  for (size_t i = 0; i < context.count; i++)
    if (equal(context.items[i].key, key)) return &context.items[i].value;
  return NULL;
}
