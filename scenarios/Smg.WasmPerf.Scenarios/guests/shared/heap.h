// The heap of a guest in C: included once, by the file with the guest's exports.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define PAGE 65536u
#define EXPORT(name) __attribute__((export_name(name)))

extern uint8_t __heap_base; // set by the linker: the first byte after the stack and the static data

// The heap only moves up; the end of each call puts it back to its base, so that an instance that is called
// again and again needs no more memory than its largest call.
static uintptr_t heap_next = (uintptr_t)&__heap_base;
static uintptr_t heap_last; // the youngest block, the only one that can change its size in place

// Moves the heap's end up to `end`, growing the memory where needed. 64 bits, so that no sum wraps around.
static void heap_take(uint64_t end) {
  uint64_t size = (uint64_t)__builtin_wasm_memory_size(0) * PAGE;
  if (end > size) {
    uint64_t pages = (end - size + PAGE - 1) / PAGE;
    // The last page is left out: the end of the heap has to fit a 32-bit pointer.
    if (end > UINT32_MAX || __builtin_wasm_memory_grow(0, pages) == SIZE_MAX) __builtin_trap();
  }
  heap_next = (uintptr_t)end;
}

static void heap_reset(void) {
  heap_next = (uintptr_t)&__heap_base;
  heap_last = 0;
}

// The host calls this to place arguments; strings that it transcodes are shrunk or grown again.
EXPORT("cabi_realloc")
void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
  uintptr_t at = (uintptr_t)old;
  if (size == 0 && old_size == 0) return (void *)align; // nothing to store: any aligned address will do
  if (old_size != 0 && at == heap_last && (at & (align - 1)) == 0) {
    heap_take((uint64_t)at + size);
    return old;
  }
  uint64_t start = ((uint64_t)heap_next + align - 1) & ~((uint64_t)align - 1);
  heap_take(start + size);
  heap_last = (uintptr_t)start;
  if (old_size != 0) __builtin_memcpy((void *)heap_last, old, old_size < size ? old_size : size);
  return (void *)heap_last;
}
