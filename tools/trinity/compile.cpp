#include "compile.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bytecode/dump.hpp"
#include "bytecode/listing.hpp"
#include "commands.hpp"
#include "report.hpp"
#include "source_file.hpp"
#include "syntax/compile.hpp"

namespace tri::cli {

namespace {

using bytecode::Chunk;

constexpr const char kDefaultOutput[] = "luac.out";

struct Request {
  const char* program;
  const char* output = kDefaultOutput;  // null: standard output
  int listing = 0;                      // 1: -l, 2: -l -l
  bool dump = true;
  bool strip = false;
  int versions = 0;                // how often -v was given, and -- behind it
  int first = 0;                   // index of the first file
  const char* bad = nullptr;       // an argument that is no option
  bool output_is_missing = false;  // -o without a name
};

Request parse(int argc, char** argv) {
  Request r{.program = argc > 0 && argv[0][0] ? argv[0] : "luac"};
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; ++i) {
    const std::string_view option = argv[i];
    if (option == "-") break;
    if (option == "--") {
      ++i;
      if (r.versions) ++r.versions;
      break;
    }
    if (option == "-l") {
      ++r.listing;
    } else if (option == "-p") {
      r.dump = false;
    } else if (option == "-s") {
      r.strip = true;
    } else if (option == "-v") {
      ++r.versions;
    } else if (option == "-o") {
      r.output = i + 1 < argc ? argv[++i] : "";
      r.output_is_missing = r.output[0] == '\0' || (r.output[0] == '-' && r.output[1] != '\0');
      if (r.output_is_missing) return r;
      if (std::strcmp(r.output, "-") == 0) r.output = nullptr;
    } else {
      r.bad = argv[i];
      return r;
    }
  }
  r.first = i;
  return r;
}

int usage(const char* program, const std::string& problem) {
  print_message(program, problem);
  std::fprintf(stderr,
               "usage: %s [options] [filenames]\n"
               "Available options are:\n"
               "  -l       list (use -l -l for full listing)\n"
               "  -o name  output to file 'name' (default is \"%s\")\n"
               "  -p       parse only\n"
               "  -s       strip debug information\n"
               "  -v       show version information\n"
               "  --       stop handling options\n"
               "  -        stop handling options and process stdin\n",
               program, kDefaultOutput);
  return EXIT_FAILURE;
}

// Text is compiled, a binary chunk read.
Result<Chunk> load(const char* path) {
  const std::string bytes = TRI_TRY(read_source_file(path));
  const std::string_view rest = syntax::skip_file_prefix(bytes);
  const std::string name = path ? std::string("@") + path : "=stdin";
  if (rest.starts_with(bytecode::kChunkMark)) return bytecode::undump(rest, name);
  return syntax::compile(rest, name);
}

// One chunk that calls the main functions of all, in their order, without arguments. They stay
// where they are but for the main functions, so `chunks` must outlive it.
Result<Chunk> combine(std::vector<Chunk>& chunks) {
  std::string text;
  for (size_t i = 0; i < chunks.size(); ++i) text += "(function()end)();\n";
  Chunk all = TRI_TRY(syntax::compile(text, "=(luac)"));
  for (size_t i = 0; i < chunks.size(); ++i) {
    std::unique_ptr<bytecode::Function>& main = all.main->functions[i];
    main = std::move(chunks[i].main);
    if (!main->upvalues.empty()) main->upvalues[0].in_stack = false;  // _ENV is that of `all`
  }
  return all;
}

Result<void> write(const char* path, std::string_view bytes) {
  FILE* file = path ? std::fopen(path, "wb") : stdout;
  const char* shown = path ? path : "stdout";
  const auto cannot = [shown](const char* what) {
    const int code = errno;
    return fail(std::string("cannot ") + what + ' ' + shown + ": " + std::strerror(code));
  };
  if (!file) return cannot("open");
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (!written) {
    const auto error = cannot("write");
    if (path) std::fclose(file);
    return error;
  }
  if ((path ? std::fclose(file) : std::fflush(file)) != 0) return cannot("close");
  return {};
}

Result<void> compile_files(const Request& r, const std::vector<const char*>& paths) {
  std::vector<Chunk> chunks;
  for (const char* path : paths) chunks.push_back(TRI_TRY(load(path)));
  Chunk combined;
  if (chunks.size() > 1) combined = TRI_TRY(combine(chunks));
  const bytecode::Function& main = *(chunks.size() > 1 ? combined : chunks[0]).main;
  if (r.listing) {
    const std::string text = bytecode::list(main, /*full=*/r.listing > 1);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  if (r.dump) TRI_TRY_VOID(write(r.output, bytecode::dump(main, r.strip)));
  return {};
}

}  // namespace

int compile_main(int argc, char** argv) {
  Request r = parse(argc, argv);
  if (r.output_is_missing) return usage(r.program, "'-o' needs argument");
  if (r.bad) return usage(r.program, std::string("unrecognized option '") + r.bad + "'");
  std::vector<const char*> paths;
  for (int i = r.first; i < argc; ++i)
    paths.push_back(std::strcmp(argv[i], "-") == 0 ? nullptr : argv[i]);
  if (paths.empty() && (r.listing || !r.dump)) {
    r.dump = false;
    paths.push_back(kDefaultOutput);
  }
  if (r.versions) {
    print_lua_version();
    if (r.versions == argc - 1) return EXIT_SUCCESS;
  }
  if (paths.empty()) return usage(r.program, "no input files given");
  if (const Result<void> done = compile_files(r, paths); !done) {
    print_message(r.program, done.error().message);
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace tri::cli
