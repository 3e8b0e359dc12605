using System.Buffers;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Fragments;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;
using Device = ObjectStore.Rpc.Fragments.Messages.Device;
using FragmentId = ObjectStore.Core.Identifiers.FragmentId;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Gives the devices of this process to others. Thread-safe.</summary>
public sealed class FragmentService(ServedDevices devices)
{
    private const PeerRoles DataCallers = PeerRoles.Gateway | PeerRoles.Curator;

    /// <summary>Bytes of payload in one message of a read.</summary>
    private const int GetPayloadBytesMax = 1 << 20;

    private const int DeletesPerCallMax = 65_536;
    private const int ListLimitMax = 1000;
    private const long VerifyBytesMax = 1L << 30;

    /// <summary>The methods and who may call them: gateways and curators use fragments, only curators walk over devices.</summary>
    public RpcServiceDefinition Definition => new RpcServiceDefinition()
        .AddDuplexStreaming(FragmentMethods.Put, DataCallers, PutAsync)
        .AddServerStreaming(FragmentMethods.Get, DataCallers, GetAsync)
        .AddDuplexStreaming(FragmentMethods.GetMany, DataCallers, GetManyAsync)
        .AddUnary(FragmentMethods.Delete, DataCallers, DeleteAsync)
        .AddUnary(FragmentMethods.DescribeFragment, DataCallers, DescribeFragmentAsync)
        .AddUnary(FragmentMethods.Describe, PeerRoles.Any, DescribeAsync)
        .AddUnary(FragmentMethods.List, PeerRoles.Curator, ListAsync)
        .AddUnary(FragmentMethods.Verify, PeerRoles.Curator, VerifyAsync);

    private async Task PutAsync(IAsyncStreamReader<PayloadMessage<PutHeader>> requests, IAsyncStreamWriter<PutReply> responses, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        await new PutSession(devices).RunAsync(requests, responses, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task GetManyAsync(IAsyncStreamReader<GetRequest> requests, IAsyncStreamWriter<PayloadMessage<GetHeader>> responses, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        await new GetSession(devices).RunAsync(requests, responses, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task GetAsync(GetRequest request, IAsyncStreamWriter<PayloadMessage<GetHeader>> responses, ServerCallContext context)
    {
        var id = ReadId(request.Fragment);
        if (request.Offset < 0 || request.Length is <= 0 or > FragmentWire.PayloadBytesMax) throw Invalid("The range is outside of the bounds of a fragment.");
        var device = devices.Get(FragmentWire.ToDevice(request.Device));
        using var lease = await devices.BuffersOf(device).RentAsync(Math.Min(request.Length, GetPayloadBytesMax), context.CancellationToken).ConfigureAwait(false);
        for (var done = 0; done < request.Length;)
        {
            var piece = lease.Memory[..Math.Min(lease.Memory.Length, request.Length - done)];
            await device.ReadAsync(id, request.Offset + done, piece, context.CancellationToken).ConfigureAwait(false);
            var header = new GetHeader { PayloadCrc32C = Crc32C.Compute(piece.Span), Number = request.Number };
            await responses.WriteAsync(new PayloadMessage<GetHeader>(header, new ReadOnlySequence<byte>(piece)), context.CancellationToken).ConfigureAwait(false);
            done += piece.Length;
        }
    }

    private async ValueTask<DeleteReply> DeleteAsync(DeleteRequest request, ServerCallContext context)
    {
        if (request.Fragments.Count > DeletesPerCallMax) throw Invalid($"A call deletes at most {DeletesPerCallMax} fragments.");
        var ids = new FragmentId[request.Fragments.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = ReadId(request.Fragments[i]);
        await devices.Get(FragmentWire.ToDevice(request.Device)).DeleteAsync(ids, context.CancellationToken).ConfigureAwait(false);
        return new DeleteReply();
    }

    private async ValueTask<DescribeFragmentReply> DescribeFragmentAsync(DescribeFragmentRequest request, ServerCallContext context)
    {
        var device = devices.Get(FragmentWire.ToDevice(request.Device));
        var found = await device.TryDescribeAsync(ReadId(request.Fragment), context.CancellationToken).ConfigureAwait(false);
        return new DescribeFragmentReply { Fragment = found is null ? null : FragmentWire.ToWire(found) };
    }

    private async ValueTask<ListReply> ListAsync(ListRequest request, ServerCallContext context)
    {
        if (request.Limit <= 0) throw Invalid("The limit is not positive.");
        var device = devices.Get(FragmentWire.ToDevice(request.Device));
        var page = await device.ListAsync(new DeviceCursor(request.Cursor), Math.Min(request.Limit, ListLimitMax), context.CancellationToken).ConfigureAwait(false);
        var reply = new ListReply();
        foreach (var fragment in page.Fragments)
        {
            if (!request.HasGroup || fragment.Group.Value == request.Group) reply.Fragments.Add(FragmentWire.ToWire(fragment));
        }

        if (page.Next is { } next) reply.Next = next.Value;
        return reply;
    }

    private async ValueTask<VerifyReply> VerifyAsync(VerifyRequest request, ServerCallContext context)
    {
        if (request.BytesMax <= 0) throw Invalid("The number of bytes is not positive.");
        var device = devices.Get(FragmentWire.ToDevice(request.Device));
        var page = await device.VerifyAsync(new DeviceCursor(request.Cursor), Math.Min(request.BytesMax, VerifyBytesMax), context.CancellationToken).ConfigureAwait(false);
        var reply = new VerifyReply { VerifiedBytes = page.VerifiedBytes };
        foreach (var id in page.Damaged) reply.Damaged.Add(FragmentWire.ToWire(id));
        if (page.Next is { } next) reply.Next = next.Value;
        return reply;
    }

    private ValueTask<DescribeReply> DescribeAsync(DescribeRequest request, ServerCallContext context)
    {
        var node = devices.Describe();
        var reply = new DescribeReply { Node = node.Node.Value, Zone = node.Zone.Value, Cluster = FragmentWire.ToWire(node.Cluster), PayloadPort = node.PayloadPort, ClockUnixMs = devices.GetUtcNow().ToUnixTimeMilliseconds() };
        foreach (var device in node.Devices) reply.Devices.Add(ToWire(device));
        return ValueTask.FromResult(reply);
    }

    private static Device ToWire(NodeDevice device) => new()
    {
        Id = device.Id is { } id ? FragmentWire.ToWire(id.Value) : null,
        Pool = device.Pool,
        Path = device.Path,
        Problem = device.Problem,
        CapacityBytes = device.Status?.CapacityBytes ?? 0,
        FreeBytes = device.Status?.FreeBytes ?? 0,
        LiveBytes = device.Status?.LiveBytes ?? 0,
        FragmentCount = device.Status?.FragmentCount ?? 0,
        IsWritable = device.Status?.IsWritable ?? false,
        HasFailed = device.Status?.HasFailed ?? false,
    };

    private static FragmentId ReadId(Messages.FragmentId? wire) => FragmentWire.TryRead(wire, out var id) ? id : throw Invalid("The fragment's id is outside of its bounds.");

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));
}
