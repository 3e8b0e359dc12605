"""Calls our server with grpcio, the implementation that other languages share. Prints a line for each check; exits with 1 at the first that fails."""
import sys
import time

import grpc

from peer_messages import load

target, device_high, device_low = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
message = load(sys.argv[4:])
P = "objectstore.fragments.v1."
S = "/objectstore.fragments.v1.Fragments/"


def crc32c(data, table=[]):
    if not table:
        for n in range(256):
            c = n
            for _ in range(8):
                c = (c >> 1) ^ 0x82F63B78 if c & 1 else c >> 1
            table.append(c)
    crc = 0xFFFFFFFF
    for b in data:
        crc = table[(crc ^ b) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def check(name, condition):
    print(("ok   " if condition else "FAIL ") + name, flush=True)
    if not condition:
        sys.exit(1)


def fails(call, code, detail=""):
    try:
        call()
    except grpc.RpcError as error:
        if error.code() == code and detail in (error.details() or ""):
            return error
        print("     got", error.code(), error.details())
        return None
    return None


options = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
channel = grpc.insecure_channel(target, options=options)


def unary(name, request, response):
    return channel.unary_unary(S + name, request_serializer=lambda m: m.SerializeToString(), response_deserializer=message(P + response).FromString)


device = message(P + "Id")(high=device_high, low=device_low)
FragmentId, Put, Get = message(P + "FragmentId"), message(P + "PutRequest"), message(P + "GetRequest")


def put_request(number, payload, damaged=False):
    request = Put(payload=payload)
    request.header.number = number
    request.header.device.CopyFrom(device)
    f = request.header.fragment
    f.id.stripe_high, f.id.stripe_low, f.id.index = 77, number, 0
    f.group, f.group_epoch, f.data_fragments, f.parity_fragments = 3, 5, 1, 2
    f.stripe_data_bytes, f.payload_bytes, f.owner = len(payload), len(payload), b"owner"
    request.header.payload_crc32c = crc32c(payload) ^ (1 if damaged else 0)
    return request


health = channel.unary_unary("/grpc.health.v1.Health/Check", request_serializer=lambda m: m.SerializeToString(),
                             response_deserializer=message("grpc.health.v1.HealthCheckResponse").FromString)
Health = message("grpc.health.v1.HealthCheckRequest")
check("health of the process", health(Health()).status == 1)
check("health of the service", health(Health(service="objectstore.fragments.v1.Fragments")).status == 1)
check("health of another service", fails(lambda: health(Health(service="other")), grpc.StatusCode.NOT_FOUND) is not None)
watch = channel.unary_stream("/grpc.health.v1.Health/Watch", request_serializer=lambda m: m.SerializeToString(),
                             response_deserializer=message("grpc.health.v1.HealthCheckResponse").FromString)(Health())
check("health watched", next(watch).status == 1)
watch.cancel()

describe = unary("Describe", None, "DescribeReply")
node = describe(message(P + "DescribeRequest")())
check("describe", node.node == "node-a1" and node.zone == "a" and node.devices[0].id == device)

put = channel.stream_stream(S + "Put", request_serializer=lambda m: m.SerializeToString(), response_deserializer=message(P + "PutReply").FromString)
sizes = {1: 1, 2: 100, 3: 65536, 4: 300001, 5: 1 << 20}
payloads = {n: bytes((n * 7 + i * 31) & 0xFF for i in range(256)) * (size // 256 + 1) for n, size in sizes.items()}
payloads = {n: p[:sizes[n]] for n, p in payloads.items()}
results = [r for reply in put(iter([put_request(n, p) for n, p in payloads.items()])) for r in reply.results]
check("put of a batch over one stream", sorted(r.number for r in results) == [1, 2, 3, 4, 5] and all(r.error == 0 for r in results))
results = [r for reply in put(iter([put_request(9, b"x" * 1000, damaged=True), put_request(10, b"y")])) for r in reply.results]
check("a damaged put fails alone", {r.number: r.error for r in results} == {9: 2, 10: 0})
bad = put_request(11, b"abc")
bad.header.fragment.payload_bytes = 4
check("a put outside of bounds", fails(lambda: list(put(iter([bad]))), grpc.StatusCode.INVALID_ARGUMENT) is not None)

get = channel.unary_stream(S + "Get", request_serializer=lambda m: m.SerializeToString(), response_deserializer=message(P + "GetReply").FromString)


def get_request(number, offset, length):
    return Get(device=device, fragment=FragmentId(stripe_high=77, stripe_low=number), offset=offset, length=length, number=number)


for n, p in payloads.items():
    replies = list(get(get_request(n, 0, len(p))))
    check("get of %d bytes" % len(p), b"".join(r.payload for r in replies) == p and all(crc32c(r.payload) == r.header.payload_crc32c for r in replies[:1]))
check("get of a range", b"".join(r.payload for r in get(get_request(5, 70000, 1234))) == payloads[5][70000:71234])
error = fails(lambda: list(get(get_request(8, 0, 1))), grpc.StatusCode.NOT_FOUND)
check("get of what is missing", error is not None and dict(error.trailing_metadata()).get("objectstore-error") == "1")
error = fails(lambda: list(get(get_request(2, 99, 2))), grpc.StatusCode.DATA_LOSS)
check("get past the end", error is not None and dict(error.trailing_metadata()).get("objectstore-error") == "2")

many = channel.stream_stream(S + "GetMany", request_serializer=lambda m: m.SerializeToString(), response_deserializer=message(P + "GetReply").FromString)
replies = {r.header.number: r for r in many(iter([get_request(1, 0, 1), get_request(8, 0, 1), get_request(4, 5, 1000)]))}
check("many gets over one stream", replies[1].payload == payloads[1] and replies[8].header.error == 1 and replies[4].payload == payloads[4][5:1005])

listing = unary("List", None, "ListReply")(message(P + "ListRequest")(device=device, limit=100, group=3))
check("list of a group", sorted(f.id.stripe_low for f in listing.fragments) == [1, 2, 3, 4, 5, 10])
verify = unary("Verify", None, "VerifyReply")(message(P + "VerifyRequest")(device=device, bytes_max=1 << 30))
check("verify", verify.verified_bytes > 1 << 20 and len(verify.damaged) == 0)
unary("Delete", None, "DeleteReply")(message(P + "DeleteRequest")(device=device, fragments=[FragmentId(stripe_high=77, stripe_low=n) for n in (1, 2, 99)]))
found = unary("DescribeFragment", None, "DescribeFragmentReply")
check("delete of a batch", not found(message(P + "DescribeFragmentRequest")(device=device, fragment=FragmentId(stripe_high=77, stripe_low=1))).HasField("fragment"))
check("what was not deleted", found(message(P + "DescribeFragmentRequest")(device=device, fragment=FragmentId(stripe_high=77, stripe_low=5))).fragment.owner == b"owner")

check("unknown method", fails(lambda: unary("Nothing", None, "DeleteReply")(Health()), grpc.StatusCode.UNIMPLEMENTED) is not None)
gzip = channel.unary_unary(S + "Describe", request_serializer=lambda m: b"\x00" * 1000, response_deserializer=lambda b: b)
check("compressed message", fails(lambda: gzip(None, compression=grpc.Compression.Gzip), grpc.StatusCode.UNIMPLEMENTED) is not None)
long = channel.unary_unary(S + "Describe", request_serializer=lambda m: b"\x00" * (5 << 20), response_deserializer=lambda b: b)
check("too long a message", fails(lambda: long(None), grpc.StatusCode.RESOURCE_EXHAUSTED) is not None)
garbage = channel.unary_unary(S + "Describe", request_serializer=lambda m: b"\xff\xff\xff", response_deserializer=lambda b: b)
check("bytes that are no message", fails(lambda: garbage(None), grpc.StatusCode.INTERNAL) is not None)

# Test methods of the server: they wait, fail, and answer with metadata.
test = "/objectstore.test.Peer/"
raw = dict(request_serializer=lambda b: b, response_deserializer=lambda b: b)
begun = lambda: channel.unary_unary(test + "Begun", **raw)(b"") == b"yes"
for deadline in (0.3, 3, 30):
    # A call that has not come by its deadline never comes, and the server can tell nothing of it.
    check("deadline", fails(lambda: channel.unary_unary(test + "Wait", **raw)(b"", timeout=deadline), grpc.StatusCode.DEADLINE_EXCEEDED) is not None)
    if begun():
        break
check("the server saw the deadline", channel.unary_unary(test + "Waited", **raw)(b"deadline", timeout=60) == b"cancelled")
waiting = channel.unary_unary(test + "Wait", **raw).future(b"")
while not begun():
    time.sleep(0.01)
waiting.cancel()
check("the server saw the cancellation", channel.unary_unary(test + "Waited", **raw)(b"cancel", timeout=60) == b"cancelled")
reply, call = channel.unary_unary(test + "Echo", **raw).with_call(b"hello", metadata=[("x-text", "a b"), ("x-bytes-bin", b"\x00\xff\x01")])
check("metadata", reply == b"hello" and dict(call.initial_metadata())["x-text"] == "a b" and dict(call.trailing_metadata())["x-bytes-bin"] == b"\x00\xff\x01")
error = fails(lambda: channel.unary_unary(test + "Fail", **raw)(b""), grpc.StatusCode.ABORTED, "50 % für λ\n")
check("status text", error is not None)
check("client streaming", channel.stream_unary(test + "Count", **raw)(iter([b"a"] * 1000)) == b"1000")
check("big messages", len(channel.unary_unary(test + "Echo", **raw)(b"z" * (3 << 20))) == 3 << 20)
