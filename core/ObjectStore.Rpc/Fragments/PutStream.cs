using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>The stream of small puts to one device.</summary>
internal sealed class PutStream(RpcChannelOptions options, TimeProvider time) : OperationStream<PendingPut, PayloadMessage<PutHeader>, PutReply>(options, time)
{
    protected override int Send(PendingPut operation, IClientStreamWriter<PayloadMessage<PutHeader>> stream, ulong number) => operation.Send(stream, number);

    protected override void Answer(PutReply reply)
    {
        foreach (var result in reply.Results) Take(result.Number)?.End(result.Error == 0 ? null : StorageStatus.FromWire(result.Error, result.Message));
    }
}
