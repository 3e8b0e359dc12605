using ObjectStore.Gateway.ReadCache;

namespace ObjectStore.Gateway.Tests.ReadCache;

public sealed class SieveQueueTests
{
    [Fact]
    public void Evict_NothingRead_GivesUpTheOldestFirst()
    {
        var (queue, blocks) = Queue(4);

        Assert.Equal(blocks, EvictAll(queue));
    }

    /// <summary>The example of the paper's figure: what was read is spared where it is, and the hand goes on from there.</summary>
    [Fact]
    public void Evict_SomeRead_SparesThemOnceAndTheHandGoesOn()
    {
        var (queue, blocks) = Queue(5);
        blocks[0].IsVisited = blocks[2].IsVisited = true;

        Assert.Same(blocks[1], queue.Evict());
        var added = Block(9);
        queue.Add(added);

        Assert.Equal([blocks[3], blocks[4], added, blocks[0], blocks[2]], EvictAll(queue));
    }

    [Fact]
    public void Evict_AllRead_ClearsThemAndGivesUpTheOldest()
    {
        var (queue, blocks) = Queue(3);
        foreach (var block in blocks) block.IsVisited = true;

        Assert.Same(blocks[0], queue.Evict());
        Assert.All(blocks, block => Assert.False(block.IsVisited));
    }

    [Fact]
    public void Visit_SoonAfterItWasAdded_DoesNotCount()
    {
        var (queue, blocks) = Queue(32);

        queue.Visit(blocks[0]);
        queue.Visit(blocks[31]);
        queue.Visit(blocks[27]);
        queue.Visit(blocks[26]);

        Assert.Equal([blocks[0], blocks[26]], blocks.Where(block => block.IsVisited));
    }

    [Fact]
    public void Remove_TheOneAtTheHand_LeavesTheOthers()
    {
        var (queue, blocks) = Queue(4);
        blocks[0].IsVisited = true;
        Assert.Same(blocks[1], queue.Evict());

        queue.Remove(blocks[2]);

        Assert.Equal([blocks[3], blocks[0]], EvictAll(queue));
        Assert.Equal(0, queue.Count);
    }

    private static (SieveQueue Queue, CachedBlock[] Blocks) Queue(int count)
    {
        var queue = new SieveQueue();
        CachedBlock[] blocks = [.. Enumerable.Range(0, count).Select(Block)];
        foreach (var block in blocks) queue.Add(block);
        return (queue, blocks);
    }

    private static CachedBlock Block(int number) => new(CacheScene.Key(number), 1);

    private static List<CachedBlock> EvictAll(SieveQueue queue)
    {
        var evicted = new List<CachedBlock>();
        while (queue.Evict() is { } block) evicted.Add(block);
        return evicted;
    }
}
