using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Gateway.Compression;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Tests.Encryption;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Compression;

/// <summary>Goal: what is compressed expands again to what was given, for all sizes and ranges, and damage is never passed on. Method: against the plain bytes, from a seed.</summary>
public sealed class CompressedStreamTests
{
    private const int Frame = CompressedLayout.FrameBytes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Sizes =>
        [100, 1000, Frame - 1, Frame, Frame + 1, 2 * Frame - 1, 2 * Frame, 2 * Frame + 1, 5 * Frame + 1234, 128 * Frame, 128 * Frame + 1, 140 * Frame + 5];

    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Category", "Model")]
    public async Task Compress_AnySize_ExpandsAgainInEveryRange(int size)
    {
        var random = NewRandom();
        var plain = random.Next(2) == 0 ? CompressibleBytes.Mixed(size, random.Next(1000)) : CompressibleBytes.Text(size, random.Next(1000));

        var (stored, compression) = await CompressAsync(new WatchfulSource(plain, random, knowsLength: random.Next(2) == 0), random);

        Assert.NotNull(compression);
        Assert.True(compression.CanBeOf(size));
        Assert.Equal(compression.StoredBytes, stored.Length);
        Assert.InRange(stored.Length, 1, CompressedLayout.StoredBytesMax(size));
        foreach (var (position, length) in RangesOf(size, random))
        {
            Assert.Equal(plain[position..(position + length)], await ExpandBySourceAsync(stored, compression, size, position, length, random));
            Assert.Equal(plain[position..(position + length)], await ExpandByWriterAsync(stored, compression, size, position, length, random));
        }
    }

    /// <summary>Several groups of lengths, of which a range asks for its own alone.</summary>
    [Fact]
    public async Task Compress_ManyGroups_EachFrameIsFoundByItsGroup()
    {
        const int size = 2 * CompressedLayout.GroupFrames * Frame + 3 * Frame + 7;
        var random = NewRandom();
        var plain = new byte[size];
        for (var i = 0; i < size; i += 4096) plain[i] = (byte)random.Next(256);

        var (stored, compression) = await CompressAsync(new WatchfulSource(plain, random, knowsLength: true), random);

        Assert.Equal(3, CompressedLayout.GroupCountOf(size));
        foreach (var position in new[] { 0, CompressedLayout.GroupFrames * Frame - 1, CompressedLayout.GroupFrames * Frame, size - 1 })
            Assert.Equal([plain[position]], await ExpandBySourceAsync(stored, compression!, size, position, 1, random));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(Frame)]
    [InlineData(2 * Frame)]
    [InlineData(3 * Frame + 1)]
    public async Task Compress_BytesThatDoNotShrink_PassesThemOnAsTheyAre(int size)
    {
        var random = NewRandom();
        var plain = CompressibleBytes.Chance(size);

        var (stored, compression) = await CompressAsync(new WatchfulSource(plain, random, knowsLength: true), random);

        Assert.Null(compression);
        Assert.Equal(plain, stored);
    }

    /// <summary>The first frames decide: what comes later is compressed or not with them.</summary>
    [Fact]
    public async Task Compress_TextBehindChance_IsDecidedByTheFirstFrames()
    {
        var random = NewRandom();
        byte[] chanceFirst = [.. CompressibleBytes.Chance(2 * Frame), .. CompressibleBytes.Text(10 * Frame)];
        byte[] textFirst = [.. CompressibleBytes.Text(2 * Frame), .. CompressibleBytes.Chance(10 * Frame)];

        var (_, none) = await CompressAsync(new WatchfulSource(chanceFirst, random, knowsLength: true), random);
        var (stored, some) = await CompressAsync(new WatchfulSource(textFirst, random, knowsLength: true), random);

        Assert.Null(none);
        Assert.NotNull(some);
        Assert.InRange(stored.Length, 10 * Frame, 11 * Frame);
    }

    [Fact]
    public async Task Compress_Nothing_IsNothing()
    {
        var (stored, compression) = await CompressAsync(new WatchfulSource([], NewRandom(), knowsLength: false), NewRandom());

        Assert.Empty(stored);
        Assert.Null(compression);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Compress_SourceFailsAtItsEnd_PassesTheErrorOn(bool shrinks)
    {
        var random = NewRandom();
        var plain = shrinks ? CompressibleBytes.Text(3 * Frame) : CompressibleBytes.Chance(3 * Frame);
        var source = new WatchfulSource(plain, random, knowsLength: true) { FailAtEnd = new InvalidDataException() };

        await Assert.ThrowsAsync<InvalidDataException>(() => CompressAsync(source, random));
    }

    [Fact]
    public async Task Expand_BitFlippedAnywhere_PassesNothingOfTheFrameOn()
    {
        var random = NewRandom();
        var plain = CompressibleBytes.Text(3 * Frame + 100);
        var (stored, compression) = await CompressAsync(new WatchfulSource(plain, random, knowsLength: true), random);
        var acceptedCount = 0;

        for (var round = 0; round < 200; round++)
        {
            var bit = random.Next(stored.Length * 8);
            var damaged = stored.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            using var passed = new MemoryStream();
            try
            {
                await ExpandByWriterAsync(damaged, compression!, plain.Length, 0, plain.Length, random, passed);
                acceptedCount++;
            }
            catch (StorageException exception)
            {
                Assert.Equal(StorageErrorCode.CorruptFragment, exception.Code);
            }

            Assert.Equal(plain[..(int)passed.Length], passed.ToArray());
        }

        // Some bits of the format mean nothing to a reader.
        Assert.InRange(acceptedCount, 0, 10);
    }

    /// <summary>Goal: however much a few bytes expand to, little of it is in memory at once. Method: a megabyte of zeros in 40 bytes a frame, given in one piece, counted where it is flushed.</summary>
    [Fact]
    public async Task Expand_MuchOutOfLittle_IsFlushedAsItGoes()
    {
        const int size = 100 * Frame;
        var (stored, compression) = await CompressAsync(new WatchfulSource(new byte[size], NewRandom(), knowsLength: true), NewRandom());
        Assert.InRange(stored.Length, 1, 100 * 64);
        var destination = new CountingWriter();
        using var expanding = new OpeningWriter(destination, FramesOf(stored, compression!, size, 0, size));

        stored.CopyTo(expanding.GetMemory(stored.Length));
        expanding.Advance(stored.Length);
        await expanding.FinishAsync(Cancel);

        Assert.True(expanding.IsWhole);
        Assert.Equal(size, destination.TotalBytes);
        Assert.InRange(destination.UnflushedBytesMax, 1, (1 << 20) + Frame);
    }

    private static Random NewRandom()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static IEnumerable<(int Position, int Length)> RangesOf(int size, Random random)
    {
        yield return (0, size);
        yield return (0, 1);
        yield return (size - 1, 1);
        for (var i = 0; i < 4; i++)
        {
            var position = random.Next(size);
            yield return (position, random.Next(1, size - position + 1));
        }
    }

    private static async Task<(byte[] Stored, StoredCompression? Compression)> CompressAsync(IByteSource source, Random random)
    {
        await using var compressing = new CompressingSource(source);
        using var all = new MemoryStream();
        while (true)
        {
            var buffer = new byte[random.Next(1, 400_000)];
            var count = await compressing.ReadAsync(buffer, Cancel);
            if (count == 0) break;
            await compressing.SettleAsync();
            await all.WriteAsync(buffer.AsMemory(0, count), Cancel);
        }

        Assert.Equal(0, await compressing.ReadAsync(new byte[1], Cancel));
        if (compressing.Length is { } length) Assert.InRange(all.Length, 0, length);
        return (all.ToArray(), compressing.Compression);
    }

    /// <summary>The frames of a range, which lies in one group.</summary>
    private static CompressedFrames FramesOf(byte[] stored, StoredCompression compression, int size, int position, int length)
    {
        if (!CompressedLayout.HasGroups(size))
        {
            Assert.True(FrameLengths.TryReadRow(compression.FrameLengths.Span, size, compression.StoredBytes, out var ofRow));
            return new CompressedFrames(ofRow, size, position, length);
        }

        var group = position / Frame / CompressedLayout.GroupFrames;
        var begin = (int)CompressedLayout.GroupPositionOf(group, size, compression.StoredBytes);
        Assert.True(FrameLengths.TryReadGroup(stored.AsSpan(begin, CompressedLayout.BytesOf(group, size)), group, size, compression.StoredBytes, out var ofGroup));
        return new CompressedFrames(ofGroup, size, position, length);
    }

    private static async Task<byte[]> ExpandBySourceAsync(byte[] stored, StoredCompression compression, int size, int position, int length, Random random)
    {
        var frames = FramesOf(stored, compression, size, position, length);
        using var source = new OpeningSource(RangeOf(stored, frames, random), frames);
        using var all = new MemoryStream();
        while (true)
        {
            var buffer = new byte[random.Next(1, 150_000)];
            var count = await source.ReadAsync(buffer, Cancel);
            if (count == 0) break;
            await all.WriteAsync(buffer.AsMemory(0, count), Cancel);
        }

        Assert.Equal(source.Length, all.Length);
        return all.ToArray();
    }

    private static async Task<byte[]> ExpandByWriterAsync(byte[] stored, StoredCompression compression, int size, int position, int length, Random random, MemoryStream? passed = null)
    {
        passed ??= new MemoryStream();
        var frames = FramesOf(stored, compression, size, position, length);
        var destination = PipeWriter.Create(passed);
        using var expanding = new OpeningWriter(destination, frames);
        try
        {
            var source = RangeOf(stored, frames, random);
            while (true)
            {
                var memory = expanding.GetMemory(random.Next(1, 200_000));
                var count = await source.ReadAsync(memory, Cancel);
                await source.SettleAsync();
                if (count == 0) break;
                expanding.Advance(count);
                if (random.Next(2) == 0) await expanding.FlushAsync(Cancel);
            }

            await expanding.FinishAsync(Cancel);
            Assert.True(expanding.IsWhole);
        }
        finally
        {
            await destination.FlushAsync(Cancel);
        }

        return passed.ToArray();
    }

    private static WatchfulSource RangeOf(byte[] stored, CompressedFrames frames, Random random) =>
        new(stored.AsSpan((int)frames.StoredPosition, (int)frames.StoredLength).ToArray(), random, knowsLength: true);
}
