/* llhttp's view of a request, in the words of wire_show.cpp: with llhttp itself a shared object for differential.py. */
#include <llhttp.h>
#include <stdio.h>
#include <string.h>

struct view {
  llhttp_t parser;
  char* out;
  size_t size, room;
  int fields, done;
};

static void put(struct view* view, const char* text, size_t size) {
  if (view->size + size < view->room) memcpy(view->out + view->size, text, size);
  view->size += size;
}
static int put_hex(llhttp_t* parser, const char* at, size_t size) {
  struct view* view = (struct view*)parser;
  for (size_t i = 0; i < size; ++i) {
    char digits[3];
    snprintf(digits, sizeof digits, "%02x", (unsigned char)at[i]);
    put(view, digits, 2);
  }
  return 0;
}
static int put_space(llhttp_t* parser) {
  put((struct view*)parser, " ", 1);
  return 0;
}
static int put_equals(llhttp_t* parser) {
  put((struct view*)parser, "=", 1);
  return 0;
}
static int heads_end(llhttp_t* parser) {
  struct view* view = (struct view*)parser;
  char framing[32];
  if (parser->flags & F_CHUNKED)
    snprintf(framing, sizeof framing, "chunked");
  else
    snprintf(framing, sizeof framing, "%llu", (unsigned long long)parser->content_length);
  put(view, framing, strlen(framing));
  view->done = 1;
  return HPE_PAUSED;
}

/* 0: refused, 1: not whole, 2: `out` has the head. */
int llhttp_show(const char* data, size_t size, char* out, size_t room) {
  struct view view = {.out = out, .room = room};
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_method = put_hex;
  settings.on_method_complete = put_space;
  settings.on_url = put_hex;
  settings.on_url_complete = put_space;
  settings.on_header_field = put_hex;
  settings.on_header_field_complete = put_equals;
  settings.on_header_value = put_hex;
  settings.on_header_value_complete = put_space;
  settings.on_headers_complete = heads_end;
  llhttp_init(&view.parser, HTTP_REQUEST, &settings);
  const llhttp_errno_t error = llhttp_execute(&view.parser, data, size);
  if (view.size >= room) return 0;
  out[view.size] = 0;
  if (view.done) return 2;
  return error == HPE_OK ? 1 : 0;
}
