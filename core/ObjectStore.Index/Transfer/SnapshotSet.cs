using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Verification;

namespace ObjectStore.Index.Transfer;

/// <summary>A snapshot of every database, and a keymap of which each entry is served by its database in its snapshot.</summary>
/// <remarks>
/// The snapshots are of slightly different moments, so a move may have flipped between two of them. What is kept is only a set in which every range has an owner by
/// its own rows: then every write that was acknowledged before the set was opened is in it, exactly once. Owns the snapshots.
/// </remarks>
internal sealed class SnapshotSet : IAsyncDisposable
{
    /// <summary>A flip takes milliseconds; what does not settle in this many tries is not about a flip.</summary>
    private const int TriesMax = 20;

    private const int PageRows = 5_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, IOrderedSnapshot> _snapshots = [];

    private SnapshotSet()
    {
    }

    /// <summary>The keymap, ascending.</summary>
    public IReadOnlyList<KeymapEntry> Entries { get; private set; } = [];

    public IOrderedSnapshot Of(IndexDatabase database) => _snapshots[database.Name];

    /// <exception cref="StorageException">As the stores throw; CorruptIndex when the keymap cannot be read; IndexUnavailable when no whole set could be opened.</exception>
    public static async ValueTask<SnapshotSet> OpenAsync(IndexDatabases databases, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var set = new SnapshotSet();
            try
            {
                foreach (var database in databases.All) set._snapshots[database.Name] = await database.Store.OpenSnapshotAsync(cancellationToken);
                if (await set.IsWholeAsync(databases, cancellationToken)) return set;
            }
            catch
            {
                await set.DisposeAsync();
                throw;
            }

            await set.DisposeAsync();
            if (attempt == TriesMax) throw new StorageException(StorageErrorCode.IndexUnavailable, "Not every range of the keymap is served by its database; 'index verify' says more.");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var snapshot in _snapshots.Values) await snapshot.DisposeAsync();
    }

    private async ValueTask<bool> IsWholeAsync(IndexDatabases databases, CancellationToken cancellationToken)
    {
        var rows = await ReadAllAsync(Of(databases.Catalog), RowFamily.Keymap, cancellationToken);
        Entries = [.. rows.Select(static row => KeymapCodec.TryDecode(row, out var entry) ? entry : throw CorruptRow.Of(row.Key.Span))];
        ReadOnlyMemory<byte> covered = default;
        for (var i = 0; i < Entries.Count; i++)
        {
            if (!Entries[i].Start.Span.SequenceEqual(covered.Span) || (i > 0 && covered.IsEmpty)) return false;
            covered = Entries[i].End;
        }

        if (Entries.Count == 0 || !covered.IsEmpty) return false;
        foreach (var group in Entries.GroupBy(static entry => entry.Database))
        {
            var partitions = (await ReadAllAsync(Of(databases.Get(group.Key)), RowFamily.Partition, cancellationToken))
                .Select(static row => PartitionCodec.TryDecode(row, out var record) ? record : throw CorruptRow.Of(row.Key.Span)).ToArray();
            if (!group.All(entry => ServedRange.IsServed(entry, partitions))) return false;
        }

        return true;
    }

    private static async ValueTask<IReadOnlyList<Row>> ReadAllAsync(IOrderedSnapshot snapshot, byte family, CancellationToken cancellationToken)
    {
        var range = RowKeys.AllOf(family);
        var all = new List<Row>();
        while (true)
        {
            var page = await snapshot.ScanAsync(range, PageRows, cancellationToken);
            all.AddRange(page);
            if (page.Count < PageRows) return all;
            range = range with { Start = RowKeys.Next(page[^1].Key.Span) };
        }
    }
}
