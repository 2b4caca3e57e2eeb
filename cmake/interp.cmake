# How the run loop is compiled. Without the first flag clang 19 refuses to copy an indirect jump with many targets to its many
# predecessors; the others keep each op's paths apart (an integer of FORLOOP would travel through an xmm register).
# Sanitizers put calls into every path: copying those takes minutes and gains nothing.
if(NOT TRINITY_SANITIZE)
  set_source_files_properties(src/interp/switch.cpp PROPERTIES COMPILE_OPTIONS
    "-mllvm;-tail-dup-pred-size=5000;-mllvm;-sink-common-insts=false;-mllvm;-enable-tail-merge=false")
  set_source_files_properties(src/interp/threaded.cpp PROPERTIES COMPILE_OPTIONS
    "-mllvm;-sink-common-insts=false;-mllvm;-enable-tail-merge=false")
elseif(TRINITY_SANITIZE MATCHES undefined)
  # Every handler five times and twice, each access with four checks of its pointer: minutes and gigabytes. AddressSanitizer sees those
  # that matter, and tier 1's loop, made from the same bodies, keeps all checks.
  set_source_files_properties(src/interp/threaded.cpp PROPERTIES COMPILE_OPTIONS
    "-fno-sanitize=null,alignment,object-size,pointer-overflow")
endif()
