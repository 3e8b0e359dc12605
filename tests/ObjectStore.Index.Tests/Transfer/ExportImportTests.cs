using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using ObjectStore.Index.Transfer;
using Xunit;

namespace ObjectStore.Index.Tests.Transfer;

/// <summary>
/// Goal: what was exported is what is imported, whatever the databases; what is no whole export is refused before anything is written; and an import may be cut
/// off anywhere. Method: indexes in memory, exported to bytes, which are cut, flipped, and imported into others that fail at each commit in turn.
/// </summary>
public sealed class ExportImportTests : IAsyncDisposable
{
    private readonly KeymapCluster _source = new("main", "other");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Import_IntoTheSameNames_KeepsKeysPartitionsAndDatabases()
    {
        await FillAsync();
        await using var target = new KeymapCluster("main", "other");

        var summary = await ImportAsync(target, await ExportAsync());

        Assert.Equal(await _source.ListAsync(), await target.ListAsync());
        Assert.Equal("tag-7", await target.GetAsync("k07"));
        Assert.Equal(ShapeOf(await _source.Control.ListAsync(Cancel)), ShapeOf(await target.Control.ListAsync(Cancel)));
        Assert.Equal(["main", "other"], summary.Databases);
    }

    [Theory]
    [InlineData("only")]
    [InlineData("x", "y", "z")]
    public async Task Import_IntoOtherDatabases_MakesTheKeymapAnew(params string[] names)
    {
        await FillAsync();
        await using var target = new KeymapCluster(names);

        await ImportAsync(target, await ExportAsync());

        Assert.Equal(await _source.ListAsync(), await target.ListAsync());
        var entries = await target.Control.ListAsync(Cancel);
        Assert.Equal(3, entries.Count);
        Assert.Equal(names, entries.Select(static entry => entry.Database).Distinct().Order());
        await target.PutAsync("k05x", "new");
        Assert.Equal("new", await target.GetAsync("k05x"));
        Assert.NotNull(await target.Catalog.GetBucketAsync("bucket", Cancel));
    }

    [Fact]
    public async Task Import_ThenWriteAndDeleteEverywhere_WorksWithTheFencesThatAreMissing()
    {
        await FillAsync();
        await using var target = new KeymapCluster("main", "other");
        await ImportAsync(target, await ExportAsync());

        foreach (var key in await target.ListAsync())
            Assert.Equal(WriteOutcome.Applied, await target.Index.DeleteAsync(KeymapCluster.Bucket, ObjectKey.From(key), default, Cancel));

        Assert.Equal(Index.Catalog.BucketDeletion.Deleted, await target.Catalog.DeleteBucketAsync("bucket", Cancel));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public async Task Write_FixedRows_GivesTheGoldenBytesAndIsReadBack()
    {
        // Too short and too random to be compressed, so that the bytes do not depend on the version of Brotli.
        var key = RowKeys.Object(Samples.Bucket, Samples.Key);
        byte[] value = [0x9E, 0x37, 0x79, 0xB9, 0x7F, 0x4A, 0x7C, 0x15];
        using var output = new MemoryStream();
        using (var writer = new ExportWriter(output))
        {
            await writer.BeginAsync(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Cancel);
            await writer.WriteDatabaseAsync("main", isCatalog: true, Cancel);
            await writer.WriteRowAsync(new Row(RowKeys.JobState("j"), value, 1), Cancel);
            await writer.WritePartitionAsync(new ExportRecord.Partition(default, KeymapCluster.At("m"), new Epoch(7)), Cancel);
            await writer.WriteDatabaseAsync("other", isCatalog: false, Cancel);
            await writer.WritePartitionAsync(new ExportRecord.Partition(KeymapCluster.At("m"), default, new Epoch(8)), Cancel);
            await writer.WriteRowAsync(new Row(key, value, 1), Cancel);
            await writer.EndAsync(Cancel);
        }

        var bytes = output.ToArray();
        var summary = await IndexImporter.VerifyAsync(() => new MemoryStream(bytes), Cancel);

        Golden.Check("index/export.v1.hex", bytes.AsSpan(0, ExportFormat.HeaderBytes), bytes.AsSpan(ExportFormat.HeaderBytes));
        Assert.Equal((2L, 2, (long)bytes.Length), (summary.Rows, summary.Partitions.Count, summary.Bytes));
        Assert.Equal([new Epoch(7), new Epoch(8)], summary.Partitions.Select(static each => each.Partition.Epoch));
    }

    [Fact]
    public async Task Read_CutOffAnywhere_IsRefused()
    {
        await FillAsync();
        var export = await ExportAsync();

        for (var length = 0; length < export.Length; length++) await AssertRefusedAsync(export[..length]);
        await AssertRefusedAsync([.. export, 0]);
    }

    [Fact]
    public async Task Read_AnyBitFlipped_IsRefused()
    {
        await FillAsync();
        var export = await ExportAsync();

        for (var i = 0; i < export.Length; i++)
        {
            var damaged = export.ToArray();
            damaged[i] ^= (byte)(1 << (i % 8));
            await AssertRefusedAsync(damaged);
        }
    }

    [Fact]
    public async Task Read_RandomBytesBehindAHeader_NeverThrowAnythingElse()
    {
        await FillAsync();
        var export = await ExportAsync();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        for (var i = 0; i < 500; i++)
        {
            var bytes = new byte[200];
            random.NextBytes(bytes);
            await AssertRefusedAsync([.. export.AsSpan(0, 32), .. bytes]);
        }
    }

    [Fact]
    public async Task Import_DamagedExport_ChangesNothing()
    {
        await FillAsync();
        var export = await ExportAsync();
        await using var target = new KeymapCluster("main");

        await Assert.ThrowsAsync<StorageException>(() => ImportAsync(target, export[..^1]));

        Assert.Equal(ImportReadiness.Empty, await new IndexImporter(target.Databases, TimeProvider.System).GetReadinessAsync(Cancel));
    }

    [Fact]
    public async Task Import_OverAnIndex_IsRefusedAndChangesNothing()
    {
        await FillAsync();
        var export = await ExportAsync();
        await using var target = new KeymapCluster("main", "other");
        await target.PutAsync("mine", "tag");

        var exception = await Assert.ThrowsAsync<StorageException>(() => ImportAsync(target, export));

        Assert.Equal(StorageErrorCode.Refused, exception.Code);
        Assert.Equal(["mine"], await target.ListAsync());
    }

    [Fact]
    public async Task Import_CatalogEmptyBesideAnIndex_IsRefused()
    {
        await FillAsync();
        var databases = new IndexDatabases([new IndexDatabase("main", new InMemoryOrderedStore()), _source.Databases.Get("other")]);

        var exception = await Assert.ThrowsAsync<StorageException>(async () => await new IndexImporter(databases, TimeProvider.System).GetReadinessAsync(Cancel));

        Assert.Equal(StorageErrorCode.Refused, exception.Code);
    }

    [Fact]
    public async Task Import_CutOffAtAnyCommit_IsNoIndexUntilTheNextImportSucceeds()
    {
        await FillAsync();
        var cutOff = await ExportAsync();
        Assert.Equal(WriteOutcome.Applied, await _source.Index.DeleteAsync(KeymapCluster.Bucket, ObjectKey.From("k02"), default, Cancel));
        var before = await _source.ListAsync();
        var next = await ExportAsync();
        for (var at = 1; ; at++)
        {
            await using var target = new KeymapCluster("main", "other");
            var commits = 0;
            foreach (var name in new[] { "main", "other" }) target.Store(name).AfterCommit = _ => CutAt(at, ref commits);
            if (await TryImportAsync(target, cutOff)) break;
            foreach (var name in new[] { "main", "other" }) target.Store(name).AfterCommit = null;

            // Either it is no index, and a second import makes it one, or the commit that switched was the one that was cut off.
            var importer = new IndexImporter(target.Databases, TimeProvider.System);
            var isSwitched = await importer.GetReadinessAsync(Cancel) == ImportReadiness.InUse;
            if (!isSwitched) await ImportAsync(target, next);

            Assert.Equal(ImportReadiness.InUse, await importer.GetReadinessAsync(Cancel));
            Assert.Equal(isSwitched ? ["k02", .. before] : before, (await target.ListAsync()).Order(StringComparer.Ordinal).OrderBy(static key => key != "k02" ? 1 : 0));
            Assert.Null(await target.Store("other").ReadAsync(RowKeys.JobState("index-import"), Cancel));
        }
    }

    [Fact]
    public async Task Export_MoveFlipsBetweenTwoSnapshots_HoldsTheRowsAllTheSame()
    {
        await FillAsync();
        var other = _source.Store("other");
        other.BeforeSnapshot = async () =>
        {
            other.BeforeSnapshot = null;
            await _source.MoveAsync(KeymapCluster.At("k03"), "main");
            await _source.Control.DeleteDiscardedAsync(Cancel);
        };
        await using var target = new KeymapCluster("main");

        await ImportAsync(target, await ExportAsync());

        Assert.Null(other.BeforeSnapshot);
        Assert.Equal(await _source.ListAsync(), await target.ListAsync());
    }

    [Fact]
    public async Task Export_WhileKeysAreWrittenAndPartitionsMove_HoldsAllThatWasAcknowledgedBefore()
    {
        await FillAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (acknowledged, moved) = (0, 0);
        var writer = Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    await _source.PutAsync($"k{i % 10:00}-{i:00000}", "late");
                    Volatile.Write(ref acknowledged, i + 1);
                }
            },
            Cancel);
        var mover = Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    // The writer takes a move back when the thread of this one stands still while the partition is frozen.
                    await _source.Control.BeginMoveAsync(KeymapCluster.At("k03"), i % 2 == 0 ? "main" : "other", Cancel);
                    if (await _source.Control.CarryOutMoveAsync(KeymapCluster.At("k03"), Cancel) == MoveOutcome.Moved) Interlocked.Increment(ref moved);
                    await _source.Control.DeleteDiscardedAsync(Cancel);
                }
            },
            Cancel);

        // A busy machine may come to no move in twenty rounds.
        for (var i = 0; i < 20 || (Volatile.Read(ref moved) == 0 && i < 2_000); i++)
        {
            var before = Volatile.Read(ref acknowledged);
            var export = await ExportAsync();
            await using var target = new KeymapCluster("main");
            await ImportAsync(target, export);
            var keys = (await target.ListAsync(1_000)).ToHashSet();
            Assert.All(Enumerable.Range(0, before), number => Assert.Contains($"k{number % 10:00}-{number:00000}", keys));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writer, mover);
        Assert.NotEqual(0, moved);
    }

    private static void CutAt(int at, ref int commits)
    {
        if (++commits == at) throw new StorageException(StorageErrorCode.IndexUnavailable, "Cut off.");
    }

    private static IEnumerable<(string, string, string)> ShapeOf(IReadOnlyList<KeymapEntry> entries) =>
        entries.Select(static entry => (Convert.ToHexString(entry.Start.Span), Convert.ToHexString(entry.End.Span), entry.Database));

    private static async Task AssertRefusedAsync(byte[] export)
    {
        var exception = await Assert.ThrowsAsync<StorageException>(async () => await IndexImporter.VerifyAsync(() => new MemoryStream(export), Cancel));
        Assert.True(exception.Code is StorageErrorCode.CorruptIndex or StorageErrorCode.Refused);
    }

    private static async Task<bool> TryImportAsync(KeymapCluster target, byte[] export)
    {
        try
        {
            await ImportAsync(target, export);
            return true;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable)
        {
            return false;
        }
    }

    private static async Task<ExportSummary> ImportAsync(KeymapCluster target, byte[] export) =>
        await new IndexImporter(target.Databases, TimeProvider.System).RunAsync(() => new MemoryStream(export), static _ => default, Cancel);

    private async Task FillAsync()
    {
        for (var i = 0; i < 10; i++) await _source.PutAsync($"k{i:00}", $"tag-{i}");
        await _source.Index.CreateUploadAsync(
            KeymapCluster.Bucket, ObjectKey.From("k04/upload"), new UploadRecord { Id = new UploadId(5), InitiatedAt = DateTimeOffset.UnixEpoch, OwnerId = "o" }, Cancel);
        await _source.Control.SplitAsync(default, [KeymapCluster.At("k03"), KeymapCluster.At("k06")], Cancel);
        await _source.MoveAsync(KeymapCluster.At("k03"), "other");
    }

    private async Task<byte[]> ExportAsync()
    {
        using var output = new MemoryStream();
        await new IndexExporter(_source.Databases, new ExportOptions { PageRows = 3 }, TimeProvider.System).RunAsync(output, Cancel);
        return output.ToArray();
    }
}
