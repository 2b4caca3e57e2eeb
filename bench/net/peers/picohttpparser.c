/* Peer of the parser benchmark: with picohttpparser a shared object for bench/net/parse.py. */
#include <picohttpparser.h>
#include <stddef.h>

/*
 * Parses requests that lie one behind the other in `data`, of which the first ends[0], then ends[1] bytes and so on have
 * arrived. Returns the bytes parsed, and adds up the fields. The message parser of Trinity is driven the same way.
 */
size_t peer_parse(const char* data, const size_t* ends, size_t pieces, size_t* fields) {
  size_t at = 0, seen = 0;
  for (size_t piece = 0; piece < pieces; ++piece) {
    while (at < ends[piece]) {
      const char *method, *path;
      size_t method_size, path_size;
      int minor;
      struct phr_header headers[100];
      size_t count = 100;
      const int used = phr_parse_request(data + at, ends[piece] - at, &method, &method_size, &path,
                                         &path_size, &minor, headers, &count, seen);
      if (used == -2) {
        seen = ends[piece] - at;
        break;
      }
      if (used < 0) return at;
      *fields += count;
      at += (size_t)used;
      seen = 0;
    }
  }
  return at;
}
