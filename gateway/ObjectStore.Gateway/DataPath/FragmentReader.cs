using Microsoft.Extensions.Logging;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Erasure;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Reads ranges of single fragments, verified. A fragment that is missing, damaged or on a device that does not answer is replaced: with K=1
/// by another copy, otherwise by reconstruction from the same range of K others. What was found missing or damaged is reported for repair.
/// </summary>
internal sealed partial class FragmentReader(
    IFragmentDevices devices, IDamageReports damageReports, BufferPool pool, DataPathMetrics metrics, ILogger<FragmentReader> logger)
{
    /// <summary>Fills <paramref name="destination"/> with bytes from <paramref name="offset"/> on of data fragment <paramref name="index"/>.</summary>
    /// <exception cref="StorageException">TooFewFragments; the destination's content is undefined then.</exception>
    public ValueTask ReadAsync(
        PlacementGroup group, StripeId stripe, int index, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (group.Profile.DataFragments == 1) return ReadCopyAsync(group, stripe, offset, destination, cancellationToken);
        var read = ReadOneAsync(group, stripe, index, offset, destination, cancellationToken);
        return read is { IsCompletedSuccessfully: true, Result: true }
            ? ValueTask.CompletedTask
            : ReadOrReconstructAsync(read, group, stripe, index, offset, destination, cancellationToken);
    }

    /// <summary>Tells the device that holds the range that it will be read soon.</summary>
    public void Prefetch(PlacementGroup group, StripeId stripe, int index, int offset, int length)
    {
        var member = group.Profile.DataFragments == 1 ? PreferredCopy(group, stripe) : index;
        devices.Find(group.Devices[member])?.Prefetch(new FragmentId(stripe, (byte)member), offset, length);
    }

    /// <summary>Spreads the first choice over the copies, always the same one for a stripe so that it is cached once.</summary>
    private static int PreferredCopy(PlacementGroup group, StripeId stripe) => (int)((stripe.High ^ stripe.Low >> 32) % (uint)group.Devices.Count);

    private async ValueTask ReadCopyAsync(PlacementGroup group, StripeId stripe, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var first = PreferredCopy(group, stripe);
        for (var i = 0; i < group.Devices.Count; i++)
        {
            if (await ReadOneAsync(group, stripe, (first + i) % group.Devices.Count, offset, destination, cancellationToken)) return;
        }

        throw TooFewFragments(group, stripe, 0);
    }

    private async ValueTask ReadOrReconstructAsync(
        ValueTask<bool> read, PlacementGroup group, StripeId stripe, int index, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (await read) return;
        var dataFragments = group.Profile.DataFragments;
        using var lease = await pool.RentAsync(dataFragments * destination.Length, cancellationToken);
        var sources = new int[dataFragments];
        var found = 0;
        for (var i = 0; i < group.Profile.FragmentCount && found < dataFragments; i++)
        {
            if (i == index) continue;
            var range = lease.Memory.Slice(found * destination.Length, destination.Length);
            if (await ReadOneAsync(group, stripe, i, offset, range, cancellationToken)) sources[found++] = i;
        }

        if (found < dataFragments) throw TooFewFragments(group, stripe, found);
        ErasureCodec.For(group.Profile).ReconstructRange(sources, lease.Memory.Span, destination.Length, index, destination.Span);
        metrics.FragmentReconstructed();
    }

    /// <summary>True when the range was read and verified; false when another fragment is needed.</summary>
    private async ValueTask<bool> ReadOneAsync(
        PlacementGroup group, StripeId stripe, int index, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (devices.Find(group.Devices[index]) is not { } device) return false;
        try
        {
            await device.ReadAsync(new FragmentId(stripe, (byte)index), offset, destination, cancellationToken);
            return true;
        }
        catch (StorageException exception)
        {
            OnReadFailed(device.Id, group, new FragmentId(stripe, (byte)index), exception);
            return false;
        }
    }

    private void OnReadFailed(DeviceId device, PlacementGroup group, FragmentId fragment, StorageException exception)
    {
        metrics.FragmentReadFailed(exception.Code);
        Log.FragmentReadFailed(logger, fragment, device, exception.Code);
        if (exception.Code is StorageErrorCode.FragmentNotFound or StorageErrorCode.CorruptFragment) damageReports.Report(fragment, group.Id);
    }

    private StorageException TooFewFragments(PlacementGroup group, StripeId stripe, int found)
    {
        Log.TooFewFragments(logger, stripe, group.Id, found, group.Profile);
        return new StorageException(StorageErrorCode.TooFewFragments, $"Of stripe {stripe} only {found} fragments could be read.");
    }
}
