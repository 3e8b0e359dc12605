using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.ReadCache;
using ObjectStore.Gateway.Tests.DataPath;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.ReadCache;

public sealed class CachedReaderTests
{
    private const int Block = BlockPart.BlockBytes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Goal: with a cache that holds everything, a part, or next to nothing, every range is what was written. Method: ranges from a seed, among them small ones and ones at the ends of blocks.</summary>
    [Theory]
    [InlineData(1, 64)]
    [InlineData(4096, 64)]
    [InlineData(Block, 64)]
    [InlineData(Block + 1, 64)]
    [InlineData(1 << 20, 64)]
    [InlineData(1 << 20, 4096)]
    [InlineData(1_000_000, 300)]
    [InlineData((5 << 20) + 12345, 500)]
    [InlineData((5 << 20) + 12345, 4096)]
    [Trait("Category", "Model")]
    public async Task ReadAsync_AnyRangesAgainAndAgain_GivesTheBytesThatWereWritten(int size, int pages)
    {
        using var fixture = Fixture(pages);
        var bytes = CacheScene.Content(size, size);
        var runs = await fixture.WriteWholeAsync(bytes);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);

        for (var i = 0; i < 60; i++)
        {
            var (position, length) = RangeOf(size, random);
            var read = await fixture.ReadAsync(runs, position, length);
            Assert.True(bytes.AsSpan(position, length).SequenceEqual(read), $"{length} bytes from {position}");
        }

        Assert.True(fixture.Cache.UsedBytes <= (long)pages * PageStore.PageBytes);
        Assert.Empty(fixture.Damage);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1 << 20)]
    [InlineData((5 << 20) + 12345)]
    public async Task ReadAsync_ReadTwice_AsksNoDeviceAgain(int size)
    {
        using var fixture = Fixture(pages: 4096);
        var bytes = CacheScene.Content(1, size);
        var runs = await fixture.WriteWholeAsync(bytes);
        await fixture.ReadAsync(runs, 0, size);
        var once = fixture.ReadCount;
        await fixture.ReadAsync(runs, 0, size);
        var twice = fixture.ReadCount;

        foreach (var device in fixture.Devices) device.ReadFailure = StorageErrorCode.DeviceFailed;
        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, size));
        Assert.Equal(bytes[(size / 3)..(size / 2)], await fixture.ReadAsync(runs, size / 3, size / 2 - size / 3));

        Assert.Equal((2 * once, twice), (twice, fixture.ReadCount));
    }

    [Fact]
    public async Task ReadAsync_PartOfABlockTwice_KeepsAllOfTheBlock()
    {
        using var fixture = Fixture(pages: 64);
        var bytes = CacheScene.Content(1, 1 << 20);
        var runs = await fixture.WriteWholeAsync(bytes);
        for (var i = 0; i < 2; i++) Assert.Equal(bytes[70_000..70_100], await fixture.ReadAsync(runs, 70_000, 100));
        var before = fixture.ReadCount;

        Assert.Equal(bytes[Block..(2 * Block)], await fixture.ReadAsync(runs, Block, Block));

        Assert.Equal(before, fixture.ReadCount);
        Assert.Equal(Block, fixture.Cache.UsedBytes);
    }

    [Fact]
    public async Task ReadAsync_ManyAtOnce_ReadsFromTheDeviceOnce()
    {
        using var fixture = Fixture(pages: 64);
        var (bytes, runs) = await WriteAndReadOnceAsync(fixture);
        var before = fixture.ReadCount;
        var gate = Gate(fixture);

        var reads = Enumerable.Range(0, 20).Select(_ => fixture.ReadAsync(runs, 0, bytes.Length)).ToArray();
        Assert.Equal(before + 1, fixture.ReadCount);
        gate.SetResult();

        Assert.All(await Task.WhenAll(reads), read => Assert.Equal(bytes, read));
        Assert.Equal(before + 1, fixture.ReadCount);
    }

    [Fact]
    public async Task ReadAsync_WhoReadsForOthersGoesAway_TheOthersReadForThemselves()
    {
        using var fixture = Fixture(pages: 64);
        var (bytes, runs) = await WriteAndReadOnceAsync(fixture);
        var gate = Gate(fixture);
        using var leaves = new CancellationTokenSource();
        var first = fixture.Data.ReadAsync(runs, 0, bytes.Length, new HoldingWriter(), leaves.Token).AsTask();
        var second = fixture.ReadAsync(runs, 0, bytes.Length);

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal(bytes, await second);
    }

    [Fact]
    public async Task ReadAsync_WhoWaitsForOthersGoesAway_OnlyItEnds()
    {
        using var fixture = Fixture(pages: 64);
        var (bytes, runs) = await WriteAndReadOnceAsync(fixture);
        var gate = Gate(fixture);
        using var leaves = new CancellationTokenSource();
        var first = fixture.ReadAsync(runs, 0, bytes.Length);
        var second = fixture.Data.ReadAsync(runs, 0, bytes.Length, new HoldingWriter(), leaves.Token).AsTask();

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();

        Assert.Equal(bytes, await first);
        Assert.Equal(PageStore.PageBytes, fixture.Cache.UsedBytes);
    }

    [Fact]
    public async Task ReadAsync_DevicesFail_EverybodyGetsTheErrorAndNothingIsKept()
    {
        using var fixture = Fixture(pages: 64);
        var (bytes, runs) = await WriteAndReadOnceAsync(fixture);
        var gate = Gate(fixture);
        var reads = Enumerable.Range(0, 5).Select(_ => fixture.ReadAsync(runs, 0, bytes.Length)).ToArray();

        foreach (var device in fixture.Devices) device.ReadFailure = StorageErrorCode.FragmentNotFound;
        gate.SetResult();
        foreach (var read in reads) Assert.Equal(StorageErrorCode.TooFewFragments, (await Assert.ThrowsAsync<StorageException>(() => read)).Code);
        Assert.Equal(0, fixture.Cache.UsedBytes);

        foreach (var device in fixture.Devices) device.ReadFailure = null;
        for (var i = 0; i < 3; i++) Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
    }

    /// <summary>One fragment of four is lost: what was rebuilt is cached like what was read.</summary>
    [Fact]
    public async Task ReadAsync_RebuiltFragment_IsCachedAsWell()
    {
        using var fixture = Fixture(pages: 512);
        var bytes = CacheScene.Content(1, 1 << 20);
        var runs = await fixture.WriteWholeAsync(bytes);
        fixture.DeviceOf(runs[0], 1).ReadFailure = StorageErrorCode.CorruptFragment;
        for (var i = 0; i < 2; i++) Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
        var before = fixture.ReadCount;

        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));

        Assert.Equal(before, fixture.ReadCount);
    }

    [Fact]
    public async Task ReadAsync_BytesChangedInMemory_AreReadFromTheDeviceAgain()
    {
        using var fixture = Fixture(pages: 64);
        var (bytes, runs) = await WriteAndReadOnceAsync(fixture);
        await fixture.ReadAsync(runs, 0, bytes.Length);
        var before = fixture.ReadCount;
        fixture.Cache.Pages.Bytes(0)[17] ^= 1;

        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));

        Assert.Equal(before + 1, fixture.ReadCount);
    }

    /// <summary>Ranges that begin inside a block end with it, so that the blocks after it are read whole, and no block twice.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(Block - 1)]
    [InlineData(3 * Block + 7)]
    public async Task Enumerate_AnyStart_TouchesEachBlockOnce(int position)
    {
        using var fixture = Fixture(pages: 1);
        var size = (9 << 20) + 5;
        var runs = await fixture.WriteWholeAsync(new byte[size]);

        var touched = new HashSet<(StripeId Stripe, int Index, int Block)>();
        var end = (long)position;
        foreach (var range in StripeRange.Enumerate(runs, position, size - position, Block, 256 << 10))
        {
            for (var block = range.Offset / Block; block <= (range.Offset + range.Length - 1) / Block; block++) Assert.True(touched.Add((range.Stripe, range.Index, block)));
            Assert.InRange(range.Length, 1, 256 << 10);
            end += range.Length;
        }

        Assert.Equal(size, end);
    }

    [Theory]
    [InlineData(100L, 1000L, 100L)]
    [InlineData(300L, 1000L, 250L)]
    [InlineData(0L, 1000L, 0L)]
    public void Of_SetAndAvailable_IsAtMostAQuarterOfWhatThereIs(long set, long available, long expected) => Assert.Equal(expected, ReadCacheSize.Of(set, available));

    /// <summary>Nothing is hedged and nothing times out: what devices are asked for is only what the cache does.</summary>
    private static DataPathFixture Fixture(int pages) => new(
        options: new DataPathOptions { HedgeShareMax = 0, ReadTimeout = TimeSpan.FromMinutes(5), WriteTimeout = TimeSpan.FromMinutes(1) },
        readCacheBytes: (long)pages * (PageStore.PageBytes + PageStore.OverheadBytes));

    private static async Task<(byte[] Bytes, IReadOnlyList<StripeRun> Runs)> WriteAndReadOnceAsync(DataPathFixture fixture)
    {
        var bytes = CacheScene.Content(1, 4096);
        var runs = await fixture.WriteWholeAsync(bytes);
        await fixture.ReadAsync(runs, 0, bytes.Length);
        return (bytes, runs);
    }

    private static TaskCompletionSource Gate(DataPathFixture fixture)
    {
        var gate = new TaskCompletionSource();
        foreach (var device in fixture.Devices) device.ReadGate = gate;
        return gate;
    }

    private static (int Position, int Length) RangeOf(int size, Random random)
    {
        var position = random.Next(3) switch
        {
            0 => 0,
            1 => random.Next(size),
            _ => Math.Clamp(random.Next(size / Block + 1) * Block + random.Next(-1, 2), 0, size - 1),
        };
        var length = random.Next(3) switch
        {
            0 => size - position,
            1 => Math.Min(size - position, random.Next(1, 200)),
            _ => random.Next(1, size - position + 1),
        };
        return (position, length);
    }
}
