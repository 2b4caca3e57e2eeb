# Peer of bench/net/rpc.py: the service of rpc_bench for Cap'n Proto.
@0xb3c5a1f2d4e69871;
interface Bench { echo @0 (text :Data) -> (text :Data); }
