"""A grpcio server for our client: a service of raw bytes, and health. Prints its port, serves until standard input ends."""
import sys
import time
from concurrent import futures

import grpc

from peer_messages import load

message = load(sys.argv[1:])
Status = message("grpc.health.v1.HealthCheckResponse")


def echo(request, context):
    context.send_initial_metadata([(k, v) for k, v in context.invocation_metadata() if k.startswith("x-")])
    context.set_trailing_metadata((("y-bytes-bin", b"\x00\xff\x01"),))
    return request


def fail(request, context):
    context.set_trailing_metadata((("objectstore-error", "3"),))
    context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "voll: 50 % λ")


begun = []
cancelled = []


def wait(request, context):
    begun.append(request)
    if not context.add_callback(lambda: cancelled.append(request)):
        cancelled.append(request)
    while context.is_active():
        time.sleep(0.01)
    return b""


def has_begun(request, context):
    return b"yes" if request in begun else b"no"


def waited(request, context):
    until = time.monotonic() + 60
    while request not in cancelled and time.monotonic() < until:
        time.sleep(0.01)
    return b"cancelled" if request in cancelled else b"no"


def count(requests, context):
    return str(sum(1 for _ in requests)).encode()


def repeat(request, context):
    for i in range(int(request)):
        yield b"%d" % i


def duplex(requests, context):
    for request in requests:
        yield request[::-1]


def half(request, context):
    yield b"first"
    context.abort(grpc.StatusCode.DATA_LOSS, "in the middle")


def check(request, context):
    return Status(status=1 if request.service == "" else 2)


raw = {
    "Echo": grpc.unary_unary_rpc_method_handler(echo),
    "Fail": grpc.unary_unary_rpc_method_handler(fail),
    "Wait": grpc.unary_unary_rpc_method_handler(wait),
    "Begun": grpc.unary_unary_rpc_method_handler(has_begun),
    "Waited": grpc.unary_unary_rpc_method_handler(waited),
    "Count": grpc.stream_unary_rpc_method_handler(count),
    "Repeat": grpc.unary_stream_rpc_method_handler(repeat),
    "Duplex": grpc.stream_stream_rpc_method_handler(duplex),
    "Half": grpc.unary_stream_rpc_method_handler(half),
}
health = {"Check": grpc.unary_unary_rpc_method_handler(check, request_deserializer=message("grpc.health.v1.HealthCheckRequest").FromString,
                                                       response_serializer=lambda m: m.SerializeToString())}
server = grpc.server(futures.ThreadPoolExecutor(16), options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)])
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("objectstore.test.Peer", raw),
                                 grpc.method_handlers_generic_handler("grpc.health.v1.Health", health)))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
sys.stdin.read()
server.stop(0)
