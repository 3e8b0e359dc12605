using System.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Repair;

/// <summary>The fragments of one stripe while it is repaired: what is known of each, and the bytes of those that were read.</summary>
/// <remarks>
/// Used by one caller at a time, but reads and describes its fragments in parallel. Owns a rented buffer until it is disposed; the buffer is filled
/// only with bytes that a device has verified, or that the codec computed from such.
/// </remarks>
internal sealed class StripeUnderRepair(StripeId stripe, PlacementGroup group, IFragmentDevices devices) : IDisposable
{
    private readonly FragmentDescription?[] _descriptions = new FragmentDescription?[group.Devices.Count];
    private readonly FragmentCondition[] _conditions = new FragmentCondition[group.Devices.Count];
    private byte[]? _buffer;
    private StripeLayout _layout;

    /// <summary>What is known of each fragment.</summary>
    public ReadOnlySpan<FragmentCondition> Conditions => _conditions;

    /// <summary>The header that the fragments agree on; null when none could be read.</summary>
    public FragmentDescription? Description { get; private set; }

    /// <summary>F.</summary>
    public int FragmentBytes => _layout.FragmentBytes;

    /// <summary>Reads all headers.</summary>
    public async ValueTask DescribeAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, _conditions.Length).Select(index => DescribeAsync(index, cancellationToken)));
        Description = MostNamed(_descriptions);
        if (Description is null) return;

        _layout = new StripeLayout(Description.Profile, Description.StripeDataBytes);
        for (var i = 0; i < _descriptions.Length; i++)
        {
            if (_descriptions[i] is { } description && !IsSameStripe(description, Description)) _conditions[i] = FragmentCondition.Damaged;
        }

        _buffer = ArrayPool<byte>.Shared.Rent(_layout.TotalBytes);
    }

    /// <summary>Reads fragments whole; each is then loaded, or what its device says.</summary>
    public Task LoadAsync(IEnumerable<int> indexes, CancellationToken cancellationToken) => Task.WhenAll(indexes
        .Where(index => _conditions[index] is FragmentCondition.Present or FragmentCondition.Displaced)
        .Select(index => _conditions[index] == FragmentCondition.Present ? LoadAsync(index, cancellationToken) : CarryAsync(index, cancellationToken)));

    /// <summary>Reads the data of the stripe, from what is left of it where data fragments are missing. Instead of any other step.</summary>
    /// <param name="dataBytes">How much the row says that there is.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The verified bytes, valid until this is disposed.</returns>
    /// <exception cref="StorageException">TooFewFragments.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadDataAsync(int dataBytes, CancellationToken cancellationToken)
    {
        await DescribeAsync(cancellationToken);
        if (Description?.StripeDataBytes != dataBytes) throw new StorageException(StorageErrorCode.TooFewFragments, $"No fragment of stripe {stripe} says what its row does.");
        var data = group.Profile.DataFragments;
        while (_conditions.Count(static each => each is FragmentCondition.Loaded or FragmentCondition.Carried) is var loaded && loaded < data)
        {
            var next = Enumerable.Range(0, _conditions.Length).Where(i => _conditions[i] is FragmentCondition.Present or FragmentCondition.Displaced).Take(data - loaded).ToArray();
            if (next.Length < data - loaded) throw new StorageException(StorageErrorCode.TooFewFragments, $"Too few fragments of stripe {stripe} are left.");
            await LoadAsync(next, cancellationToken);
        }

        if (_conditions.Take(data).Any(static each => each is not (FragmentCondition.Loaded or FragmentCondition.Carried))) Reconstruct();
        return _buffer.AsMemory(0, dataBytes);
    }

    /// <summary>Computes every fragment that is not loaded. At least K are.</summary>
    public void Reconstruct() =>
        ErasureCodec.For(_layout.Profile).Reconstruct(_buffer.AsSpan(0, _layout.TotalBytes), _layout.FragmentBytes, RepairPlan.NotLoaded(_conditions));

    /// <summary>Stores a computed fragment on the member that should hold it.</summary>
    public async Task PutAsync(int index, CancellationToken cancellationToken)
    {
        var description = Description!;
        var write = new FragmentWrite(
            new FragmentId(stripe, (byte)index), group.Id, group.Epoch, description.Profile, description.StripeDataBytes, description.Owner, FragmentOf(index));
        await DeviceOf(index).PutAsync(write, cancellationToken);
    }

    /// <summary>Deletes fragments from the members that should hold them, and from where they were before.</summary>
    public Task DeleteAsync(IEnumerable<int> indexes, CancellationToken cancellationToken) => Task.WhenAll(indexes
        .Where(index => _conditions[index] != FragmentCondition.Unreachable)
        .SelectMany(index => new[] { DeviceOf(index), FormerOf(index) }.OfType<IFragmentDevice>().Select(device => (device, index)))
        .Select(each => each.device.DeleteAsync([new FragmentId(stripe, (byte)each.index)], cancellationToken).AsTask()));

    /// <inheritdoc />
    public void Dispose()
    {
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private static bool IsSameStripe(FragmentDescription one, FragmentDescription other) =>
        one.Profile == other.Profile && one.StripeDataBytes == other.StripeDataBytes && one.Owner.Span.SequenceEqual(other.Owner.Span);

    /// <summary>All headers of a stripe say the same. Should one not, it is the odd one that counts as damaged.</summary>
    private static FragmentDescription? MostNamed(IEnumerable<FragmentDescription?> descriptions)
    {
        var readable = descriptions.OfType<FragmentDescription>().ToArray();
        return readable.MaxBy(description => readable.Count(other => IsSameStripe(description, other)));
    }

    private Memory<byte> FragmentOf(int index) => _buffer.AsMemory(index * _layout.FragmentBytes, _layout.FragmentBytes);

    private IFragmentDevice DeviceOf(int index) =>
        devices.Find(group.Devices[index]) ?? throw new StorageException(StorageErrorCode.DeviceUnavailable, $"Device {group.Devices[index]} cannot be reached.");

    /// <summary>The device that held the position before, while it may still hold some of it and can be reached.</summary>
    private IFragmentDevice? FormerOf(int index) => group.FormerOf(index) is { } former ? devices.Find(former) : null;

    private async Task DescribeAsync(int index, CancellationToken cancellationToken)
    {
        await DescribeMemberAsync(index, cancellationToken);
        if (_conditions[index] is not (FragmentCondition.Missing or FragmentCondition.Damaged) || FormerOf(index) is not { } former) return;
        try
        {
            if (await former.TryDescribeAsync(new FragmentId(stripe, (byte)index), cancellationToken) is not { } description || !IsPlausible(description)) return;
            _conditions[index] = FragmentCondition.Displaced;
            _descriptions[index] = description;
        }
        catch (StorageException)
        {
            // The old place is of no help then; the member is what counts.
        }
    }

    private async Task DescribeMemberAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            var description = await DeviceOf(index).TryDescribeAsync(new FragmentId(stripe, (byte)index), cancellationToken);
            _conditions[index] = description is null ? FragmentCondition.Missing
                : IsPlausible(description) ? FragmentCondition.Present : FragmentCondition.Damaged;
            if (_conditions[index] == FragmentCondition.Present) _descriptions[index] = description;
        }
        catch (StorageException exception)
        {
            _conditions[index] = ConditionOf(exception);
        }
    }

    /// <summary>Bytes from outside must never reach <see cref="StripeLayout"/> unchecked.</summary>
    private bool IsPlausible(FragmentDescription description) =>
        description.Profile == group.Profile
        && description.StripeDataBytes > 0
        && description.StripeDataBytes <= StripeLayout.StripeBytesMax(group.Profile)
        && description.PayloadBytes == new StripeLayout(group.Profile, description.StripeDataBytes).FragmentBytes;

    private async Task LoadAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            await DeviceOf(index).ReadAsync(new FragmentId(stripe, (byte)index), 0, FragmentOf(index), cancellationToken);
            _conditions[index] = FragmentCondition.Loaded;
        }
        catch (StorageException exception)
        {
            _conditions[index] = ConditionOf(exception);
        }
    }

    private async Task CarryAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            if (FormerOf(index) is not { } former) throw new StorageException(StorageErrorCode.DeviceUnavailable, "The device that held the fragment before cannot be reached.");
            await former.ReadAsync(new FragmentId(stripe, (byte)index), 0, FragmentOf(index), cancellationToken);
            _conditions[index] = FragmentCondition.Carried;
        }
        catch (StorageException)
        {
            _conditions[index] = FragmentCondition.Missing;
        }
    }

    private static FragmentCondition ConditionOf(StorageException exception) => exception.Code switch
    {
        StorageErrorCode.FragmentNotFound => FragmentCondition.Missing,
        StorageErrorCode.CorruptFragment => FragmentCondition.Damaged,
        _ => FragmentCondition.Unreachable,
    };
}
