using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Fragments;

/// <summary>
/// One device as the gateway and the curator see it, in this process or behind RPC. All members are thread-safe and throw
/// <see cref="StorageException"/> (never <see cref="IOException"/>) when the device fails.
/// </summary>
public interface IFragmentDevice
{
    /// <summary>The device's identity.</summary>
    DeviceId Id { get; }

    /// <summary>Stores a fragment; on stable storage when it completes. An existing fragment with the same id is replaced.</summary>
    /// <param name="fragment">Its buffers are borrowed until the call completes.</param>
    /// <param name="cancellationToken">Stops waiting only while the fragment has not been handed to the disk; a write that has begun is finished.</param>
    /// <exception cref="StorageException">DeviceFull, DeviceFailed, DeviceUnavailable or Overloaded; the fragment may or may not be stored then.</exception>
    ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken);

    /// <summary>
    /// Reads payload bytes [offset, offset + destination.Length) into <paramref name="destination"/>, verified against identity and checksums.
    /// Completes synchronously when the bytes are in memory.
    /// </summary>
    /// <param name="id">The fragment.</param>
    /// <param name="offset">First byte of the payload.</param>
    /// <param name="destination">Borrowed until the call completes; nothing writes into it afterwards.</param>
    /// <param name="cancellationToken">Ends the call within moments, also while the disk or the network does not answer: what they still give goes elsewhere.</param>
    /// <exception cref="StorageException">
    /// FragmentNotFound, CorruptFragment (also when the range reaches past the end), DeviceFailed or DeviceUnavailable. The destination's content is
    /// undefined then and must not be used.
    /// </exception>
    ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Announces that payload bytes will be read soon. A hint: it never fails and may do nothing.</summary>
    void Prefetch(FragmentId id, int offset, int length);

    /// <summary>Deletes fragments, durably when it completes; those that are not there are skipped.</summary>
    /// <exception cref="StorageException">DeviceFailed or DeviceUnavailable; some may be deleted then.</exception>
    ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken);

    /// <summary>The verified header of one fragment, or null when the device does not hold it.</summary>
    /// <exception cref="StorageException">CorruptFragment, DeviceFailed or DeviceUnavailable.</exception>
    ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken);

    /// <summary>
    /// Walks over all live fragments, a page at a time. A fragment that is live during the whole walk is seen at least once; one may be seen twice.
    /// A fragment whose header is damaged is left out here; <see cref="VerifyAsync"/> reports it.
    /// </summary>
    ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Reads and verifies about <paramref name="bytesMax"/> bytes of live records from <paramref name="cursor"/> on.</summary>
    ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken);

    /// <summary>Capacity and health now; cheap.</summary>
    ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken);
}
