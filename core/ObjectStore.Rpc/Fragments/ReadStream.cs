using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>The stream of small reads from one device.</summary>
internal sealed class ReadStream(RpcChannelOptions options, TimeProvider time) : OperationStream<PendingRead, GetRequest, PayloadMessage<GetHeader>>(options, time)
{
    protected override int Send(PendingRead operation, IClientStreamWriter<GetRequest> stream, ulong number) => operation.Send(stream, number);

    protected override void Answer(PayloadMessage<GetHeader> reply) => Take(reply.Header.Number)?.Answer(reply);
}
