// The stencils of fields, in the signature of the source that includes this.
#pragma once

#include "jit/stencil/kernel.hpp"

// Fields. Each kind comes as the last of a site's records and as one before it, a step.
#define TRI_FIELD(op, variant, suffix, k_bit, kind)                              \
  TRI_STENCIL(op##__##variant##suffix, op, .k = k_bit, .field = FieldKind::kind) \
  TRI_STENCIL(op##__Step##variant##suffix, op, .k = k_bit, .field = FieldKind::kind, .step = true)
#define TRI_OWN(op, suffix, k_bit)                                   \
  TRI_STENCIL(op##__StepPlain##suffix, op, .k = k_bit, .step = true) \
  TRI_FIELD(op, Overflow, suffix, k_bit, OwnOverflow)                \
  TRI_FIELD(op, Entry, suffix, k_bit, Entry)
#define TRI_GET(op, suffix, k_bit)           \
  TRI_OWN(op, suffix, k_bit)                 \
  TRI_FIELD(op, Chain, suffix, k_bit, Chain) \
  TRI_FIELD(op, ChainOverflow, suffix, k_bit, ChainOverflow)
TRI_GET(GetTabUp, , false)
TRI_GET(GetField, , false)
TRI_FIELD(GetTabUp, Absent, , false, Absent)
TRI_FIELD(GetField, Absent, , false, Absent)
#define TRI_BEHIND(variant, kind)                                                        \
  TRI_STENCIL(GetField__##variant, GetField, .field = FieldKind::kind, .behind = true)   \
  TRI_STENCIL(GetField__Step##variant, GetField, .field = FieldKind::kind, .step = true, \
              .behind = true)
TRI_BEHIND(Behind, Own)
TRI_BEHIND(BehindOverflow, OwnOverflow)
#undef TRI_BEHIND
TRI_GET(Self, K, true)
TRI_STENCIL(Self__StringsK, Self, .k = true, .field = FieldKind::Strings)
TRI_STENCIL(Self__StringsOverflowK, Self, .k = true, .field = FieldKind::StringsOverflow)
#undef TRI_GET

#define TRI_PIECE(op, variant, body, suffix, k_bit, kind, ...) \
  TRI_STENCIL(op##__##variant##suffix, body##op, .k = k_bit,   \
              .field = FieldKind::kind __VA_OPT__(, ) __VA_ARGS__)
#define TRI_BEGIN(op, variant, suffix, k_bit, kind)                 \
  TRI_PIECE(op, variant, Begin, suffix, k_bit, kind, .piece = true) \
  TRI_PIECE(op, Step##variant, Begin, suffix, k_bit, kind, .step = true, .piece = true)
#define TRI_WALK(op, suffix, k_bit)                                                       \
  TRI_BEGIN(op, BeginById, suffix, k_bit, ById)                                           \
  TRI_BEGIN(op, BeginCarried, suffix, k_bit, Carried)                                     \
  TRI_BEGIN(op, BeginCarriedOverflow, suffix, k_bit, CarriedOverflow)                     \
  TRI_PIECE(op, BeginByLack, Lack, suffix, k_bit, ById, .piece = true)                    \
  TRI_PIECE(op, StepBeginByLack, Lack, suffix, k_bit, ById, .step = true, .piece = true)  \
  TRI_PIECE(op, MetaById, Meta, suffix, k_bit, ById, .piece = true)                       \
  TRI_PIECE(op, MetaCarried, Meta, suffix, k_bit, Carried, .piece = true)                 \
  TRI_PIECE(op, MetaCarriedOverflow, Meta, suffix, k_bit, CarriedOverflow, .piece = true) \
  TRI_PIECE(op, Index, Index, suffix, k_bit, Index, .piece = true)                        \
  TRI_PIECE(op, IndexOverflow, Index, suffix, k_bit, IndexOverflow, .piece = true)        \
  TRI_PIECE(op, End, End, suffix, k_bit, Own, .step = true)                               \
  TRI_PIECE(op, EndOverflow, End, suffix, k_bit, OwnOverflow, .step = true)               \
  TRI_PIECE(op, EndEntry, End, suffix, k_bit, Entry, .step = true)                        \
  TRI_PIECE(op, EndAbsent, End, suffix, k_bit, Absent, .step = true)
TRI_WALK(GetField, , false)
TRI_WALK(Self, K, true)
#undef TRI_WALK
#undef TRI_BEGIN
#undef TRI_PIECE

#define TRI_SET(op, suffix, k_bit)       \
  TRI_OWN(op, suffix, k_bit)             \
  TRI_FIELD(op, Add, suffix, k_bit, Add) \
  TRI_FIELD(op, AddMeta, suffix, k_bit, AddMeta)
TRI_SET(SetTabUp, , false)
TRI_SET(SetTabUp, K, true)
TRI_SET(SetField, , false)
TRI_SET(SetField, K, true)
TRI_FIELD(SetField, FillById, , false, FillById)
TRI_FIELD(SetField, FillById, K, true, FillById)
TRI_FIELD(SetField, FillCarried, , false, FillCarried)
TRI_FIELD(SetField, FillCarried, K, true, FillCarried)
#undef TRI_SET
#undef TRI_OWN
#undef TRI_FIELD
