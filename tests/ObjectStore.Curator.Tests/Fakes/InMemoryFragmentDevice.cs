using System.Collections.Concurrent;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>A device in memory.</summary>
/// <remarks>
/// Fault model: damaged payload (reads and verification find it), damaged header (lists leave the fragment out), lost fragment, no answer, no room, and the end
/// of the process at any call. What is stored survives that end.
/// </remarks>
internal sealed class InMemoryFragmentDevice(DeviceId id, KillSwitch kill) : IFragmentDevice
{
    private readonly ConcurrentDictionary<FragmentId, Stored> _fragments = new();
    private ulong _sequence;

    public DeviceId Id => id;

    public bool IsUnreachable { get; set; }

    public bool IsFull { get; set; }

    /// <summary>Says that its writes fail.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Told of every deletion of a fragment that is there.</summary>
    public Action<DeviceId, FragmentId>? OnDelete { get; set; }

    /// <summary>Runs before a fragment is stored.</summary>
    public Action? OnPut { get; set; }

    /// <summary>Runs before a fragment is read.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Runs before a page of fragments is listed.</summary>
    public Action? OnList { get; set; }

    public IReadOnlyCollection<FragmentId> Ids => [.. _fragments.Keys];

    /// <summary>The bytes of a whole fragment, or null when it is missing or damaged.</summary>
    public byte[]? GoodPayload(FragmentId fragment) =>
        _fragments.TryGetValue(fragment, out var stored) && !stored.IsPayloadDamaged && !stored.IsHeaderDamaged ? stored.Payload : null;

    /// <summary>A fragment as it was written.</summary>
    public FragmentWrite CopyOf(FragmentId fragment)
    {
        var (description, payload) = (_fragments[fragment].Description, _fragments[fragment].Payload);
        return new FragmentWrite(fragment, description.Group, description.GroupEpoch, description.Profile, description.StripeDataBytes, description.Owner, payload);
    }

    public void DamagePayload(FragmentId fragment) => _fragments[fragment].IsPayloadDamaged = true;

    public void DamageHeader(FragmentId fragment) => _fragments[fragment].IsHeaderDamaged = true;

    public void Lose(FragmentId fragment) => _fragments.TryRemove(fragment, out _);

    public ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken) => Call(() =>
    {
        OnPut?.Invoke();
        if (IsFull) throw new StorageException(StorageErrorCode.DeviceFull, "The device is full.");
        var description = new FragmentDescription(
            fragment.Id, fragment.Group, fragment.GroupEpoch, fragment.Profile, fragment.StripeDataBytes, fragment.Payload.Length, fragment.Owner.ToArray());
        _fragments[fragment.Id] = new Stored(++_sequence, description, fragment.Payload.ToArray());
    });

    public ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken) => Call(() =>
    {
        OnRead?.Invoke();
        var stored = Find(id) ?? throw new StorageException(StorageErrorCode.FragmentNotFound, "There is no such fragment.");
        if (stored.IsPayloadDamaged || offset + destination.Length > stored.Payload.Length) throw Corrupt();
        stored.Payload.AsSpan(offset, destination.Length).CopyTo(destination.Span);
    });

    public void Prefetch(FragmentId id, int offset, int length)
    {
    }

    public ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken) => Call(() =>
    {
        foreach (var fragment in ids)
        {
            if (_fragments.TryRemove(fragment, out _)) OnDelete?.Invoke(Id, fragment);
        }
    });

    public ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken) => Call(() => Find(id)?.Description);

    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => Call(() =>
    {
        OnList?.Invoke();
        var rows = From(cursor).Take(limit).ToArray();
        return new FragmentPage([.. rows.Where(row => !row.IsHeaderDamaged).Select(row => row.Description)], NextOf(rows, limit));
    });

    public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) => Call(() =>
    {
        var rows = new List<Stored>();
        long bytes = 0;
        foreach (var row in From(cursor).TakeWhile(_ => bytes < bytesMax))
        {
            rows.Add(row);
            bytes += row.Payload.Length;
        }

        var damaged = rows.Where(row => row.IsPayloadDamaged || row.IsHeaderDamaged).Select(row => row.Description.Id).ToArray();
        return new VerifyPage(bytes, damaged, bytes < bytesMax ? null : new DeviceCursor(rows[^1].Sequence));
    });

    public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) =>
        Call(() => new DeviceStatus(1 << 30, 1 << 29, 0, _fragments.Count, !IsFull && !HasFailed) { HasFailed = HasFailed });

    private static StorageException Corrupt() => new(StorageErrorCode.CorruptFragment, "The fragment is damaged.");

    private static DeviceCursor? NextOf(Stored[] rows, int limit) => rows.Length < limit ? null : new DeviceCursor(rows[^1].Sequence);

    private IEnumerable<Stored> From(DeviceCursor cursor) => _fragments.Values.Where(row => row.Sequence > cursor.Value).OrderBy(row => row.Sequence);

    private Stored? Find(FragmentId fragment)
    {
        var stored = _fragments.GetValueOrDefault(fragment);
        return stored is { IsHeaderDamaged: true } ? throw Corrupt() : stored;
    }

    private ValueTask Call(Action effect)
    {
        kill.Call(() => Answer(effect));
        return ValueTask.CompletedTask;
    }

    private ValueTask<T> Call<T>(Func<T> effect)
    {
        T? result = default;
        kill.Call(() => Answer(() => result = effect()));
        return ValueTask.FromResult(result!);
    }

    private void Answer(Action effect)
    {
        if (IsUnreachable) throw new StorageException(StorageErrorCode.DeviceUnavailable, "The device does not answer.");
        effect();
    }

    private sealed class Stored(ulong sequence, FragmentDescription description, byte[] payload)
    {
        public ulong Sequence { get; } = sequence;

        public FragmentDescription Description { get; } = description;

        public byte[] Payload { get; } = payload;

        public bool IsPayloadDamaged { get; set; }

        public bool IsHeaderDamaged { get; set; }
    }
}
