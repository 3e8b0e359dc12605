using System.Buffers;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;

namespace ObjectStore.Rpc.Fragments;

/// <summary>A fragment that came over the network, in a buffer of its own, verified. Whoever holds it disposes it once.</summary>
internal sealed class IncomingFragment(IFragmentDevice device, FragmentDescription header, BufferLease lease) : IDisposable
{
    /// <summary>Stores the fragment. Not cancelled: the device borrows the buffer until it answers.</summary>
    public ValueTask StoreAsync() => device.PutAsync(
        new FragmentWrite(header.Id, header.Group, header.GroupEpoch, header.Profile, header.StripeDataBytes, header.Owner, lease.Memory[..header.PayloadBytes]),
        CancellationToken.None);

    /// <summary>Copies the payload and verifies the copy.</summary>
    /// <exception cref="StorageException">CorruptFragment: the bytes are not those that were sent.</exception>
    public void Fill(ReadOnlySequence<byte> payload, uint crc)
    {
        payload.CopyTo(lease.Memory.Span);
        Verify(crc);
    }

    /// <summary>Verifies what is in the buffer.</summary>
    /// <exception cref="StorageException">CorruptFragment: the bytes are not those that were sent.</exception>
    public void Verify(uint crc)
    {
        if (Crc32C.Compute(lease.Memory.Span[..header.PayloadBytes]) != crc)
            throw new StorageException(StorageErrorCode.CorruptFragment, $"Fragment {header.Id} was damaged on its way.");
    }

    /// <summary>Where the payload goes.</summary>
    public Memory<byte> Payload => lease.Memory[..header.PayloadBytes];

    /// <inheritdoc />
    public void Dispose() => lease.Dispose();
}
