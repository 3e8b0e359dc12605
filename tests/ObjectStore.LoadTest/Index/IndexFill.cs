using ObjectStore.Benchmarks.Index;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.LoadTest.Index;

/// <summary>Splits and moves the partitions of an empty bucket, and writes the rows of its objects straight into the databases: seconds in place of minutes.</summary>
internal sealed class IndexFill(IndexDatabases databases, SpreadKeys keys, IndexLayout layout)
{
    private const int SplitPositionsMax = 7;
    private const int CommitRows = 2_000;
    private const int CommitsAtOnce = 4;

    /// <summary>Lays the bucket out and fills it.</summary>
    public async Task RunAsync(string bucketName, CancellationToken cancellationToken)
    {
        var router = new KeymapRouter(databases, TimeProvider.System);
        var catalog = new Catalog(router, TimeProvider.System);
        var bucket = await catalog.GetBucketAsync(bucketName, cancellationToken) ?? throw new InvalidOperationException("The bucket is missing.");
        var starts = await SplitAsync(new KeymapControl(router, new MoveOptions(), TimeProvider.System), bucket.Id, cancellationToken);
        await Parallel.ForEachAsync(
            Batches(), new ParallelOptions { MaxDegreeOfParallelism = CommitsAtOnce, CancellationToken = cancellationToken },
            (batch, cancellation) => FillAsync(bucket.Id, batch, cancellation));
        if (starts != layout.Partitions)
            throw new InvalidOperationException($"The keymap has {starts} partitions.");
    }

    private async Task<int> SplitAsync(KeymapControl control, BucketId bucket, CancellationToken cancellationToken)
    {
        var start = (await control.ListAsync(cancellationToken))[^1].Start;
        var positions = Enumerable.Range(1, layout.Partitions - 1)
            .Select(partition => (ReadOnlyMemory<byte>)new Position(bucket, ObjectKey.From(SpreadKeys.StartOf(partition, layout.Partitions)).Utf8Memory).ToBound());
        foreach (var some in positions.Chunk(SplitPositionsMax))
        {
            if (await control.SplitAsync(start, some, cancellationToken) != KeymapOutcome.Applied)
                throw new InvalidOperationException("A split was refused.");
            start = some[^1];
        }
        var entries = await control.ListAsync(cancellationToken);
        for (var partition = 0; partition < entries.Count; partition++)
        {
            var target = IndexDeclaration.NameOf(partition % layout.Databases);
            if (await control.BeginMoveAsync(entries[partition].Start, target, cancellationToken) != KeymapOutcome.Applied)
                throw new InvalidOperationException("A move was refused.");
            if (entries[partition].Database != target && await control.CarryOutMoveAsync(entries[partition].Start, cancellationToken) != MoveOutcome.Moved)
                throw new InvalidOperationException("A move was not carried out.");
        }
        return entries.Count;
    }

    private IEnumerable<(IOrderedStore Store, int From, int To)> Batches()
    {
        for (var partition = 0; partition < layout.Partitions; partition++)
        {
            var (from, to) = keys.RangeOf(partition, layout.Partitions);
            var store = databases.Get(IndexDeclaration.NameOf(partition % layout.Databases)).Store;
            for (; from < to; from += CommitRows)
                yield return (store, from, Math.Min(to, from + CommitRows));
        }
    }

    private async ValueTask FillAsync(BucketId bucket, (IOrderedStore Store, int From, int To) batch, CancellationToken cancellationToken)
    {
        var record = SampleRecords.Small();
        var puts = new List<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>>(batch.To - batch.From);
        for (var index = batch.From; index < batch.To; index++)
            puts.Add(SampleRows.Of(bucket, ObjectKey.From(keys[index]), record));
        await batch.Store.CommitAsync(new Commit([], puts, []), cancellationToken);
    }
}
