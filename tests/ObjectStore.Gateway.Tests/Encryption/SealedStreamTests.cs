using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Encryption.Frames;
using ObjectStore.Encryption.Keys;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Frames;

namespace ObjectStore.Gateway.Tests.Encryption;

/// <summary>Goal: what is sealed and opened again is what was given, for all sizes and ranges, and damage is never passed on. Method: against the plain bytes, from a seed.</summary>
public sealed class SealedStreamTests
{
    private const int Frame = FrameLayout.PlainBytes;

    private static readonly FragmentOwner Owner = new(new BucketId(7), ObjectKey.From("a"), Upload: null, PartNumber: 0);

    private readonly byte[] _salt = FrameCipher.NewSalt();
    private readonly SecretKey _key = SecretKey.New();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Sizes => [0, 1, 15, 16, 17, Frame - 1, Frame, Frame + 1, 2 * Frame - 1, 2 * Frame, 2 * Frame + 1, 5 * Frame + 1234];

    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Category", "Model")]
    public async Task Seal_AnySize_OpensAgainInEveryRange(int size)
    {
        var random = NewRandom();
        var plain = new byte[size];
        random.NextBytes(plain);

        for (var round = 0; round < 6; round++)
        {
            var stored = await SealAsync(new WatchfulSource(plain, random, knowsLength: round % 2 == 0), random);
            Assert.Equal(FrameLayout.SealedLengthOf(size), stored.Length);
            foreach (var (position, length) in RangesOf(size, random))
            {
                var span = new FrameSpan(size, position, length);
                Assert.Equal(plain[position..(position + length)], await OpenBySourceAsync(stored, span, random));
                Assert.Equal(plain[position..(position + length)], await OpenByWriterAsync(stored, span, random));
            }
        }
    }

    [Fact]
    public async Task Seal_SourceStillReadsABuffer_FillsItAndGivesItBackOnlyAfterwards()
    {
        var source = new HashedLater(new byte[3 * Frame]);
        using var cipher = Cipher();
        var sealing = new SealingSource(source, cipher);
        var destination = new byte[FrameLayout.SealedBytes];

        Assert.Equal(FrameLayout.SealedBytes, await sealing.ReadAsync(destination, Cancel));
        var second = sealing.ReadAsync(destination, Cancel).AsTask();
        var (readsBefore, wasCompleted) = (source.Reads, second.IsCompleted);
        source.Release();
        Assert.Equal(FrameLayout.SealedBytes, await second);
        var disposal = sealing.DisposeAsync().AsTask();
        var wasDisposed = disposal.IsCompleted;
        source.Release();
        await disposal;

        Assert.Equal((2, false, false), (readsBefore, wasCompleted, wasDisposed));
        Assert.Equal(3, source.Reads);
    }

    [Fact]
    public async Task Seal_SourceFailsAtItsEnd_PassesTheErrorOn()
    {
        var random = NewRandom();
        var source = new WatchfulSource(new byte[Frame], random, knowsLength: true) { FailAtEnd = new InvalidDataException() };

        await Assert.ThrowsAsync<InvalidDataException>(() => SealAsync(source, random));
    }

    [Fact]
    public async Task Seal_SameBytesTwice_GivesOtherBytes()
    {
        var random = NewRandom();
        var first = await SealAsync(new WatchfulSource(new byte[100], random, knowsLength: true), random);
        using var cipher = new FrameCipher(_key, FrameCipher.NewSalt(), Owner, []);
        var second = await SealAsync(new WatchfulSource(new byte[100], random, knowsLength: true), random, cipher);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Open_BitFlippedAnywhere_PassesNothingOfTheFrameOn()
    {
        var random = NewRandom();
        var plain = new byte[2 * Frame + 100];
        random.NextBytes(plain);
        var stored = await SealAsync(new WatchfulSource(plain, random, knowsLength: true), random);

        for (var round = 0; round < 50; round++)
        {
            var bit = random.Next(stored.Length * 8);
            var damaged = stored.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            var good = bit / 8 / FrameLayout.SealedBytes * Frame;
            var passed = await FailAsync(damaged, new FrameSpan(plain.Length, 0, plain.Length), random);
            Assert.Equal(plain[..good], passed);
        }
    }

    [Theory]
    [InlineData(2 * Frame, Frame)]
    [InlineData(2 * Frame + 5, 2 * Frame)]
    public async Task Open_CutOffAtAFrame_IsNoticedThoughTheSizeWasCutToo(int size, int cut)
    {
        var random = NewRandom();
        var stored = await SealAsync(new WatchfulSource(new byte[size], random, knowsLength: true), random);

        var passed = await FailAsync(stored[..(int)FrameLayout.SealedLengthOf(cut)], new FrameSpan(cut, 0, cut), random);

        Assert.Equal(cut - Frame, passed.Length);
    }

    [Fact]
    public async Task Open_FramesExchanged_IsNoticed()
    {
        var random = NewRandom();
        var stored = await SealAsync(new WatchfulSource(new byte[3 * Frame], random, knowsLength: true), random);
        byte[] exchanged = [.. stored[FrameLayout.SealedBytes..(2 * FrameLayout.SealedBytes)], .. stored[..FrameLayout.SealedBytes], .. stored[(2 * FrameLayout.SealedBytes)..]];

        Assert.Empty(await FailAsync(exchanged, new FrameSpan(3 * Frame, 0, 3 * Frame), random));
    }

    private static Random NewRandom()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static IEnumerable<(int Position, int Length)> RangesOf(int size, Random random)
    {
        if (size == 0) yield break;
        yield return (0, size);
        yield return (0, 1);
        yield return (size - 1, 1);
        for (var i = 0; i < 6; i++)
        {
            var position = random.Next(size);
            yield return (position, random.Next(1, size - position + 1));
        }
    }

    private FrameCipher Cipher() => new(_key, _salt, Owner, []);

    private async Task<byte[]> SealAsync(IByteSource source, Random random, FrameCipher? other = null)
    {
        using var cipher = Cipher();
        await using var sealing = new SealingSource(source, other ?? cipher);
        return await ReadAllAsync(sealing, random);
    }

    private async Task<byte[]> OpenBySourceAsync(byte[] stored, FrameSpan span, Random random)
    {
        using var cipher = Cipher();
        return await ReadAllAsync(new OpeningSource(SealedRange(stored, span, random), new SealedFrames(cipher, span)), random);
    }

    private async Task<byte[]> OpenByWriterAsync(byte[] stored, FrameSpan span, Random random)
    {
        using var cipher = Cipher();
        using var passed = new MemoryStream();
        var destination = PipeWriter.Create(passed);
        using var opening = new OpeningWriter(destination, new SealedFrames(cipher, span));
        await PumpAsync(SealedRange(stored, span, random), opening, random);
        await opening.FinishAsync(Cancel);
        await destination.FlushAsync(Cancel);
        Assert.True(opening.IsWhole);
        return passed.ToArray();
    }

    /// <summary>What both ways pass on before they fail.</summary>
    private async Task<byte[]> FailAsync(byte[] stored, FrameSpan span, Random random)
    {
        using var cipher = Cipher();
        using var passed = new MemoryStream();
        var destination = PipeWriter.Create(passed);
        using var opening = new OpeningWriter(destination, new SealedFrames(cipher, span));
        var error = await Assert.ThrowsAsync<StorageException>(() => PumpAsync(SealedRange(stored, span, random), opening, random));
        await destination.FlushAsync(Cancel);
        Assert.Equal(StorageErrorCode.CorruptFragment, error.Code);
        Assert.Equal(StorageErrorCode.CorruptFragment, (await Assert.ThrowsAsync<StorageException>(() => OpenBySourceAsync(stored, span, random))).Code);
        return passed.ToArray();
    }

    private static WatchfulSource SealedRange(byte[] stored, FrameSpan span, Random random) =>
        new(stored.AsSpan((int)span.SealedPosition, (int)span.SealedLength).ToArray(), random, knowsLength: true);

    private static async Task PumpAsync(WatchfulSource source, OpeningWriter opening, Random random)
    {
        while (true)
        {
            var memory = opening.GetMemory(random.Next(1, 200_000));
            var count = await source.ReadAsync(memory, Cancel);
            await source.SettleAsync();
            if (count == 0) return;
            opening.Advance(count);
            if (random.Next(2) == 0) await opening.FlushAsync(Cancel);
        }
    }

    private static async Task<byte[]> ReadAllAsync(IByteSource source, Random random)
    {
        using var all = new MemoryStream();
        while (true)
        {
            var buffer = new byte[random.Next(1, 150_000)];
            var count = await source.ReadAsync(buffer, Cancel);
            if (count == 0) break;
            await all.WriteAsync(buffer.AsMemory(0, count), Cancel);
        }

        Assert.Equal(0, await source.ReadAsync(new byte[1], Cancel));
        if (source.Length is { } length) Assert.Equal(length, all.Length);
        return all.ToArray();
    }
}
