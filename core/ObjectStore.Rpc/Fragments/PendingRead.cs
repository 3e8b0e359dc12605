using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;
using FragmentId = ObjectStore.Core.Identifiers.FragmentId;

namespace ObjectStore.Rpc.Fragments;

/// <summary>A small read on its way.</summary>
internal sealed class PendingRead(DeviceId device, FragmentId id, int offset, Memory<byte> destination, long startedAt) : PendingOperation(startedAt)
{
    private readonly int _length = destination.Length;
    private Memory<byte> _destination = destination;

    /// <inheritdoc />
    protected override bool IsCancellable => true;

    /// <summary>Asks for the range. Returns how many bytes the question has, about.</summary>
    public int Send(IClientStreamWriter<GetRequest> stream, ulong number)
    {
        const int RequestBytes = 64;
        if (IsEnded) return 0;
        stream.Buffer(new GetRequest { Device = FragmentWire.ToWire(device.Value), Fragment = FragmentWire.ToWire(id), Offset = offset, Length = _length, Number = number });
        return RequestBytes;
    }

    /// <summary>Takes the bytes, unless the read has ended.</summary>
    public void Answer(in PayloadMessage<GetHeader> reply)
    {
        End(reply.Header.Error != 0 ? StorageStatus.FromWire(reply.Header.Error, reply.Header.Message) : Take(reply));
    }

    /// <inheritdoc />
    protected override void Release() => _destination = default;

    private StorageException? Take(in PayloadMessage<GetHeader> reply)
    {
        lock (Lock)
        {
            if (IsEnded) return null;
            if (reply.Payload.Length != _length) return new StorageException(StorageErrorCode.CorruptFragment, "The answer has another length than was asked for.");
            System.Buffers.BuffersExtensions.CopyTo(reply.Payload, _destination.Span);
            return Crc32C.Compute(_destination.Span) == reply.Header.PayloadCrc32C
                ? null
                : new StorageException(StorageErrorCode.CorruptFragment, $"Fragment {id} was damaged on its way.");
        }
    }
}
