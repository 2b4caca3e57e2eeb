/* Peer of the parser benchmark: with llhttp a shared object for bench/net/parse.py; a callback for each span. */
#include <llhttp.h>
#include <stddef.h>

static size_t fields_seen;

static int on_span(llhttp_t* parser, const char* at, size_t size) {
  (void)parser;
  (void)at;
  (void)size;
  return 0;
}
static int on_value_complete(llhttp_t* parser) {
  (void)parser;
  fields_seen++;
  return 0;
}

/* As in picohttpparser.c; llhttp keeps its place by itself. */
size_t peer_parse(const char* data, const size_t* ends, size_t pieces, size_t* fields) {
  llhttp_t parser;
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_url = settings.on_header_field = settings.on_header_value = on_span;
  settings.on_header_value_complete = on_value_complete;
  llhttp_init(&parser, HTTP_REQUEST, &settings);
  fields_seen = 0;
  size_t at = 0;
  for (size_t piece = 0; piece < pieces; ++piece) {
    if (llhttp_execute(&parser, data + at, ends[piece] - at) != HPE_OK) break;
    at = ends[piece];
  }
  *fields += fields_seen;
  return at;
}
