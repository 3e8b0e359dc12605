using System.Security.Cryptography;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Tests.Checksums;

#pragma warning disable CA5351 // MD5 is what S3's ETags are made of.

public sealed class Md5StreamTests
{
    /// <summary>RFC 1321, appendix A.5.</summary>
    [Theory]
    [InlineData("", "D41D8CD98F00B204E9800998ECF8427E")]
    [InlineData("abc", "900150983CD24FB0D6963F7D28E17F72")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57EDF4A22BE3C955AC49DA2E2107B67A")]
    public async Task Finish_PublishedInputs_GivesPublishedDigests(string text, string digest)
    {
        using var stream = new Md5Scheduler(streamsMax: 1).Open();

        await stream.AppendAsync(System.Text.Encoding.ASCII.GetBytes(text));

        Assert.Equal(digest, Convert.ToHexString(Digest(stream)));
    }

    [Fact]
    public async Task Finish_EveryShortLength_EqualsFramework()
    {
        var scheduler = new Md5Scheduler(streamsMax: 1);
        var data = TestBytes.Random(200, out var seed);

        for (var length = 0; length <= data.Length; length++)
        {
            using var stream = scheduler.Open();
            await stream.AppendAsync(data.AsMemory(0, length / 3));
            await stream.AppendAsync(data.AsMemory(length / 3, length - (length / 3)));
            Assert.True(MD5.HashData(data.AsSpan(0, length)).AsSpan().SequenceEqual(Digest(stream)), $"{length} bytes, seed {seed}");
        }
    }

    /// <summary>Streams of unequal lengths and pieces come and go, so that lanes fill, run dry and are refilled.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task AppendAsync_ManyStreamsAtOnce_EachEqualsFramework(int streams)
    {
        var scheduler = new Md5Scheduler(streams);
        var data = TestBytes.Random(1 << 20, out var seed);

        await Task.WhenAll(Enumerable.Range(0, streams).Select(number => Task.Run(() => HashInPieces(scheduler, data, seed + number))));
    }

    [Fact]
    public async Task Open_MoreStreamsThanAllowed_IsOverloadedUntilOneIsDisposed()
    {
        var scheduler = new Md5Scheduler(streamsMax: 2);
        using var first = scheduler.Open();
        var second = scheduler.Open();

        var failure = Assert.Throws<StorageException>(scheduler.Open);
        second.Dispose();
        second.Dispose();
        using var third = scheduler.Open();

        Assert.Equal(StorageErrorCode.Overloaded, failure.Code);
        Assert.Throws<StorageException>(scheduler.Open);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await second.AppendAsync(new byte[1]));
    }

    [Fact]
    public async Task AppendAsync_AfterFinish_Throws()
    {
        using var stream = new Md5Scheduler(streamsMax: 1).Open();
        Digest(stream);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.AppendAsync(new byte[1]));
        Assert.Throws<InvalidOperationException>(() => Digest(stream));
    }

    [Fact]
    public void Finish_ShortDestination_ThrowsAndLeavesTheStreamUsable()
    {
        using var stream = new Md5Scheduler(streamsMax: 1).Open();

        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Finish(new byte[15]));

        Assert.Equal(MD5.HashData([]), Digest(stream));
    }

    private static async Task HashInPieces(Md5Scheduler scheduler, byte[] data, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 6; round++)
        {
            using var stream = scheduler.Open();
            using var expected = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            for (var pieces = random.Next(8); pieces > 0; pieces--)
            {
                var start = random.Next(data.Length);
                var piece = data.AsMemory(start, random.Next(2) == 0 ? random.Next(data.Length - start) : random.Next(Math.Min(9000, data.Length - start)));
                expected.AppendData(piece.Span);
                await stream.AppendAsync(piece);
            }

            Assert.True(expected.GetHashAndReset().AsSpan().SequenceEqual(Digest(stream)), $"round {round}, seed {seed}");
        }
    }

    private static byte[] Digest(Md5Stream stream)
    {
        var digest = new byte[Md5Stream.DigestBytes];
        stream.Finish(digest);
        return digest;
    }
}
