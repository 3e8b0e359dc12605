using System.Buffers;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>A put on its way.</summary>
internal sealed class PendingPut(DeviceId device, FragmentWrite fragment, long startedAt) : PendingOperation(startedAt)
{
    private FragmentWrite _fragment = fragment;
    private bool _isSent;

    /// <inheritdoc />
    protected override bool IsCancellable => !_isSent;

    /// <summary>The header that goes with a fragment's payload.</summary>
    public static PutHeader HeaderOf(DeviceId device, in FragmentWrite fragment, ulong number) => new()
    {
        Number = number,
        Device = FragmentWire.ToWire(device.Value),
        Fragment = FragmentWire.ToWire(fragment),
        PayloadCrc32C = Crc32C.Compute(fragment.Payload.Span),
    };

    /// <summary>Copies the fragment into the stream, unless the put has ended. Returns how many bytes that were.</summary>
    public int Send(IClientStreamWriter<PayloadMessage<PutHeader>> stream, ulong number)
    {
        lock (Lock)
        {
            if (IsEnded) return 0;
            _isSent = true;
            stream.Buffer(new PayloadMessage<PutHeader>(HeaderOf(device, _fragment, number), new ReadOnlySequence<byte>(_fragment.Payload)));
            return _fragment.Payload.Length;
        }
    }

    /// <inheritdoc />
    protected override void Release() => _fragment = default;
}
