using ObjectStore.Gateway.ReadCache;

namespace ObjectStore.Gateway.Tests.ReadCache;

public sealed class BlockCacheTests
{
    private const int Page = PageStore.PageBytes;

    [Fact]
    public void Look_ReadOnce_IsNotCachedAndTheSecondReadFills()
    {
        using var scene = new CacheScene(pages: 8);

        Assert.Equal(BlockState.Missed, scene.Cache.Look(CacheScene.Key(1), 100).State);
        Assert.Equal(0, scene.Cache.UsedBytes);
        Assert.False(scene.Read(1, 100));

        Assert.True(scene.Read(1, 100));
        Assert.Equal(Page, scene.Cache.UsedBytes);
    }

    [Fact]
    public void Look_Off_IsOffWithoutAPage()
    {
        using var scene = new CacheScene(pages: 0);

        Assert.False(scene.Cache.IsOn);
        Assert.False(scene.Read(1, 100));
        Assert.False(scene.Read(1, 100));
        Assert.False(scene.Read(1, 100));
        Assert.Equal(0, scene.Cache.AllocatedBytes);
    }

    /// <summary>Goal: whoever reads the same hundred blocks keeps them while others read ten times the cache once. Method: the scan is read in between, and afterwards nothing of the hundred may be gone.</summary>
    [Fact]
    public void Read_ScanOfTenTimesTheBound_LeavesWhatIsReadOften()
    {
        using var scene = new CacheScene(pages: 256);
        for (var round = 0; round < 2; round++)
        {
            for (var hot = 0; hot < 100; hot++) scene.Read(hot, Page);
        }

        for (var scanned = 0; scanned < 2560; scanned++) Assert.False(scene.Read(1000 + scanned, Page));

        Assert.All(Enumerable.Range(0, 100), hot => Assert.True(scene.Read(hot, Page)));
    }

    /// <summary>The same with a scan that reads each block three times, so that all of it earns a place, while the hundred are read now and then.</summary>
    [Fact]
    public void Read_ScanThatEarnsAPlace_IsGivenUpBeforeWhatIsReadOften()
    {
        using var scene = new CacheScene(pages: 256);
        for (var i = 0; i < 200; i++) scene.Read(i % 100, Page);
        var hits = 0;

        for (var scanned = 0; scanned < 2560; scanned++)
        {
            for (var time = 0; time < 3; time++) scene.Read(1000 + scanned, Page);
            if (scene.Read(scanned % 100, Page)) hits++;
        }

        Assert.True(hits > 2560 * 0.9, $"{hits} of 2560 reads of the hundred were served from memory.");
    }

    [Fact]
    public void Fill_LargerThanTheCache_IsNotKept()
    {
        using var scene = new CacheScene(pages: 2);
        scene.Read(1, Page);
        scene.Read(1, Page);

        for (var i = 0; i < 5; i++) Assert.False(scene.Read(2, 3 * Page));

        Assert.True(scene.Read(1, Page));
    }

    [Fact]
    public void TryServe_EvictedWhileHeld_StillGivesItsBytesAndFreesThemOnlyThen()
    {
        using var scene = new CacheScene(pages: 1);
        var cache = scene.Cache;
        scene.Read(1, Page);
        scene.Read(1, Page);
        var held = cache.Look(CacheScene.Key(1), Page);
        Assert.Equal(BlockState.Held, held.State);

        scene.Read(2, Page);
        scene.Read(2, Page);
        Assert.False(cache.Contains(CacheScene.Key(1)));
        Assert.Equal(Page, cache.UsedBytes);
        var served = new byte[Page];
        Assert.True(cache.TryServe(held.Block!, 0, served));

        Assert.Equal(CacheScene.Content(1, Page), served);
        Assert.Equal(0, cache.UsedBytes);
    }

    [Fact]
    public async Task Abandon_OthersWait_LetsThemGoAndTheNextFills()
    {
        using var scene = new CacheScene(pages: 8);
        scene.Read(1, Page);
        var first = scene.Cache.Look(CacheScene.Key(1), Page);
        var second = scene.Cache.Look(CacheScene.Key(1), Page);
        Assert.Equal((BlockState.ToFill, BlockState.Filling), (first.State, second.State));
        using var leaves = new CancellationTokenSource();
        var waiting = scene.Cache.WaitAsync(second.Block!, TestContext.Current.CancellationToken).AsTask();
        var leaving = scene.Cache.WaitAsync(second.Block!, leaves.Token).AsTask();

        Assert.False(waiting.IsCompleted);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        scene.Cache.Abandon(first.Block!);

        await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(scene.Cache.WaitAsync(second.Block!, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
        Assert.Null(scene.Cache.TryHold(CacheScene.Key(1)));
        scene.Read(1, Page);
        scene.Read(1, Page);
        Assert.True(scene.Read(1, Page));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void TryServe_APageChangedInMemory_ServesNothingAndForgetsTheBlock(int damagedPage)
    {
        using var scene = new CacheScene(pages: 8);
        var bytes = 2 * Page + 10;
        scene.Read(1, bytes);
        scene.Read(1, bytes);
        var held = scene.Cache.Look(CacheScene.Key(1), bytes);
        var other = scene.Cache.Look(CacheScene.Key(1), bytes);

        // Pages of a chain are taken one before the other.
        scene.Cache.Pages.Bytes(2 - damagedPage)[3] ^= 4;

        Assert.False(scene.Cache.TryServe(held.Block!, 0, new byte[bytes]));
        Assert.False(scene.Cache.Contains(CacheScene.Key(1)));
        Assert.False(scene.Cache.TryServe(other.Block!, damagedPage * Page, new byte[5]));
        Assert.Equal(0, scene.Cache.UsedBytes);
    }

    /// <summary>
    /// Goal: memory stays under the bound, bytes are right and nothing is lost, whatever comes in which order. Method: reads of blocks of all lengths, some that fail, some that take long
    /// and some that hold blocks over what follows, from a seed; blocks give the bytes that follow from their number.
    /// </summary>
    [Fact]
    [Trait("Category", "Model")]
    public void Look_AnyOrder_GivesTheBytesAndKeepsTheBound()
    {
        var random = NewRandom();
        for (var round = 0; round < 20; round++)
        {
            var pages = random.Next(1, 300);
            using var scene = new CacheScene(pages);
            var filling = new List<(CachedBlock Block, int Number)>();
            var held = new List<(CachedBlock Block, int Number)>();
            var hits = 0;
            for (var step = 0; step < 3000; step++)
            {
                var number = (int)(random.NextDouble() * random.NextDouble() * 120);
                var lookup = scene.Cache.Look(CacheScene.Key(number), BytesOf(number));
                if (lookup.State == BlockState.ToFill) filling.Add((lookup.Block!, number));
                if (lookup.State == BlockState.Held) held.Add((lookup.Block!, number));
                if (random.Next(3) > 0) hits += EndAll(scene, filling, held, random);
                Assert.True(scene.Cache.AllocatedBytes <= scene.BytesMax);
                Assert.True(scene.Cache.UsedBytes <= (long)pages * Page);
            }

            hits += EndAll(scene, filling, held, random);
            Assert.True(pages < 100 || hits > 0);
            var kept = Enumerable.Range(0, 120).Where(number => scene.Cache.Contains(CacheScene.Key(number)));
            Assert.Equal(kept.Sum(number => PageStore.PagesOf(BytesOf(number)) * Page), scene.Cache.UsedBytes);
        }
    }

    [Fact]
    public async Task Look_ManyThreads_GivesTheBytes()
    {
        using var scene = new CacheScene(pages: 24);
        _ = scene.Cache;

        var hits = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var count = 0;
            for (var i = 0; i < 5000; i++)
            {
                var number = random.Next(20);
                if (scene.Read(number, 1 + number * 1000)) count++;
            }

            return count;
        })));

        Assert.All(hits, count => Assert.True(count > 0));
        Assert.True(scene.Cache.UsedBytes <= 24 * Page);
    }

    private static int BytesOf(int number) => 1 + number * 7919 % BlockPart.BlockBytes;

    private static int EndAll(CacheScene scene, List<(CachedBlock Block, int Number)> filling, List<(CachedBlock Block, int Number)> held, Random random)
    {
        foreach (var (block, number) in filling)
        {
            if (random.Next(8) == 0) scene.Cache.Abandon(block);
            else scene.Cache.Fill(block, CacheScene.Content(number, BytesOf(number)));
        }

        foreach (var (block, number) in held)
        {
            var offset = random.Next(BytesOf(number));
            var served = new byte[random.Next(BytesOf(number) - offset + 1)];
            Assert.True(scene.Cache.TryServe(block, offset, served));
            Assert.Equal(CacheScene.Content(number, BytesOf(number))[offset..(offset + served.Length)], served);
        }

        var count = held.Count;
        filling.Clear();
        held.Clear();
        return count;
    }

    private static Random NewRandom()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
