using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Checksums;
using ObjectStore.S3.Body;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Tests.Auth;

namespace ObjectStore.S3.Tests.Body;

public sealed class RequestBodyTests
{
    private static readonly byte[] Data = [.. Enumerable.Range(0, 300).Select(value => (byte)(value * 7))];
    private static readonly string DataSha256 = Signer.Hex(SHA256.HashData(Data));

    public static TheoryData<string> Algorithms => [.. ChecksumAlgorithms.All.ToArray().Select(ChecksumAlgorithms.NameOf)];

    [Fact]
    public async Task ReadAsync_PlainBody_GivesBytesAndDigests()
    {
        var (data, digests) = await Upload.Plain(Data, DataSha256, ("Content-MD5", Convert.ToBase64String(Md5(Data)))).ReceiveAsync();

        Assert.Equal(Data, data);
        Assert.Equal(Md5(Data), digests.Md5.ToArray());
        Assert.Equal(Data.Length, digests.LengthBytes);
        Assert.Equal(ChecksumAlgorithm.Crc64Nvme, digests.Checksum!.Value.Algorithm);
        Assert.False(digests.IsChecksumFromClient);
    }

    [Fact]
    public async Task ReadAsync_EmptyBody_HasTheDigestsOfNothing()
    {
        var (data, digests) = await Upload.Plain([], "UNSIGNED-PAYLOAD").ReceiveAsync();

        Assert.Empty(data);
        Assert.Equal("d41d8cd98f00b204e9800998ecf8427e", Convert.ToHexStringLower(digests.Md5.Span));
        Assert.Equal("AAAAAAAAAAA=", digests.Checksum.ToString());
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task ReadAsync_ChecksumHeader_IsVerified(string name)
    {
        Assert.True(ChecksumAlgorithms.TryParseName(name, out var algorithm));
        var right = ChecksumOf(algorithm, Data);
        var wrong = ChecksumOf(algorithm, [1]);
        var header = ChecksumAlgorithms.HeaderOf(algorithm);

        var (_, digests) = await Upload.Plain(Data, "UNSIGNED-PAYLOAD", (header, right.ToString()), ("x-amz-sdk-checksum-algorithm", name)).ReceiveAsync();
        var failure = await FailsAsync(Upload.Plain(Data, "UNSIGNED-PAYLOAD", (header, wrong.ToString())), S3ErrorCode.BadDigest);

        Assert.True(digests.IsChecksumFromClient);
        Assert.Equal(right, digests.Checksum);
        Assert.Equal($"The {name} you specified did not match the calculated checksum.", failure.Message);
    }

    [Theory]
    [InlineData("x-amz-checksum-algorithm", "CRC32")]
    [InlineData("X-Amz-Checksum-Type", "FULL_OBJECT")]
    [InlineData("x-amz-checksum-mode", "ENABLED")]
    public async Task ReadAsync_HeaderAboutChecksums_IsNoChecksum(string name, string value)
    {
        var (data, digests) = await Upload.Plain(Data, "UNSIGNED-PAYLOAD", (name, value)).ReceiveAsync();

        Assert.Equal(Data, data);
        Assert.False(digests.IsChecksumFromClient);
    }

    [Theory]
    [InlineData("x-amz-checksum-sha256", "bad", null, null, S3ErrorCode.BadDigest)]
    [InlineData("x-amz-checksum-crc32", "AAAAAA==", "x-amz-checksum-crc32c", "AAAAAA==", S3ErrorCode.InvalidRequest)]
    [InlineData("X-Amz-Checksum-Sha256a", "AAAAAA==", null, null, S3ErrorCode.InvalidRequest)]
    [InlineData("x-amz-checksum-", "AAAAAA==", null, null, S3ErrorCode.InvalidRequest)]
    [InlineData("x-amz-sdk-checksum-algorithm", "CRC32", null, null, S3ErrorCode.InvalidRequest)]
    [InlineData("x-amz-sdk-checksum-algorithm", "MD6", null, null, S3ErrorCode.InvalidRequest)]
    [InlineData("x-amz-trailer", "x-amz-checksum-crc32", null, null, S3ErrorCode.InvalidRequest)]
    [InlineData("Content-MD5", "YWJyYWNhZGFicmE=", null, null, S3ErrorCode.InvalidDigest)]
    [InlineData("Content-MD5", "", null, null, S3ErrorCode.InvalidDigest)]
    [InlineData("Content-MD5", "rL0Y20zC+Fzt72VPzMSk2A==", null, null, S3ErrorCode.BadDigest)]
    public async Task ReadAsync_FlawOfADigestHeader_GivesTheCodeOfAws(string name, string value, string? name2, string? value2, S3ErrorCode code)
    {
        (string, string)[] headers = name2 is null ? [(name, value)] : [(name, value), (name2, value2!)];

        await FailsAsync(Upload.Plain(Data, "UNSIGNED-PAYLOAD", headers), code);
    }

    [Fact]
    public async Task ReadAsync_OtherBytesThanSigned_AreRefused() =>
        await FailsAsync(Upload.Plain([.. Data[..^1], 0], DataSha256), S3ErrorCode.XAmzContentSHA256Mismatch);

    [Fact]
    public async Task ReadAsync_BodyShorterThanAnnounced_IsIncomplete()
    {
        var upload = Upload.Plain(Data, "UNSIGNED-PAYLOAD");

        await FailsAsync(upload, S3ErrorCode.IncompleteBody, new CutPipeReader(upload.Wire.AsMemory(..^1), [10]));
    }

    [Fact]
    public async Task Create_NoLength_IsRefusedForObjectsAndNotForDocuments()
    {
        using var lease = new DocumentBudget(1 << 20).Lease();
        var upload = Upload.Plain(Data, "UNSIGNED-PAYLOAD");
        upload.Request.ContentLength = null;

        Assert.Equal(S3ErrorCode.MissingContentLength, Assert.Throws<S3Exception>(() => upload.Open(new CutPipeReader(Data, []))).Error.Code);
        await using var body = upload.Open(new CutPipeReader(Data, [50, 100]), BodyRequirements.ForDocument);

        Assert.Null(body.DecodedLength);
        Assert.Equal(Data, (await body.ReadAllAsync(Data.Length, lease, CancellationToken.None)).ToArray());
    }

    [Fact]
    public async Task Create_LongerThanAllowed_IsRefusedBeforeReading()
    {
        var upload = Upload.Plain(Data, "UNSIGNED-PAYLOAD");
        upload.Request.ContentLength = BodyRequirements.ObjectBytesMax + 1;

        await FailsAsync(upload, S3ErrorCode.EntityTooLarge, new CutPipeReader(Data, []));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAllAsync_LongerThanAllowed_IsRefused(bool isLengthKnown)
    {
        using var lease = new DocumentBudget(1 << 20).Lease();
        var upload = Upload.Plain(Data, "UNSIGNED-PAYLOAD");
        if (!isLengthKnown) upload.Request.ContentLength = null;
        await using var body = upload.Open(new CutPipeReader(Data, [1, 2, 3]), BodyRequirements.ForDocument);

        var failure = await Assert.ThrowsAsync<S3Exception>(async () => await body.ReadAllAsync(Data.Length - 1, lease, CancellationToken.None));

        Assert.Equal(S3ErrorCode.MaxMessageLengthExceeded, failure.Error.Code);
    }

    /// <summary>A client that announces much and sends little holds little; what it holds comes back.</summary>
    [Fact]
    public async Task ReadAllAsync_Document_ReservesWhatHasArrived()
    {
        var budget = new DocumentBudget(100_000 * DocumentBudget.BytesPerDocumentByte);
        var held = budget.Lease();
        var upload = Upload.Plain(new byte[20_000], "UNSIGNED-PAYLOAD");
        upload.Request.ContentLength = 99_999;
        await using (var body = upload.Open(new CutPipeReader(upload.Wire, [1000, 15_000]), BodyRequirements.ForDocument))
            await Assert.ThrowsAsync<S3Exception>(async () => await body.ReadAllAsync(99_999, held, CancellationToken.None));

        Assert.Equal(32_768 * DocumentBudget.BytesPerDocumentByte, budget.ReservedBytes);
        held.Dispose();
        Assert.Equal(0, budget.ReservedBytes);
    }

    [Fact]
    public async Task ReadAllAsync_OverTheBudgetOfAll_IsSlowDown()
    {
        var budget = new DocumentBudget(20_000 * DocumentBudget.BytesPerDocumentByte);
        using var other = budget.Lease();
        using var lease = budget.Lease();
        await using (var first = Upload.Plain(new byte[9999], "UNSIGNED-PAYLOAD").Open(new CutPipeReader(new byte[9999], []), BodyRequirements.ForDocument))
            await first.ReadAllAsync(10_000, other, CancellationToken.None);
        await using var body = Upload.Plain(new byte[10_000], "UNSIGNED-PAYLOAD").Open(new CutPipeReader(new byte[10_000], []), BodyRequirements.ForDocument);

        var failure = await Assert.ThrowsAsync<S3Exception>(async () => await body.ReadAllAsync(10_000, lease, CancellationToken.None));

        Assert.Equal(S3ErrorCode.SlowDown, failure.Error.Code);
        Assert.InRange(budget.ReservedBytes, 1, 20_000 * DocumentBudget.BytesPerDocumentByte);
        lease.Dispose();
        Assert.Equal(10_000 * DocumentBudget.BytesPerDocumentByte, budget.ReservedBytes);
    }

    [Fact]
    public async Task Create_DocumentWithoutAnyDigest_IsRefusedWhereOneIsRequired()
    {
        using var lease = new DocumentBudget(1 << 20).Lease();
        Assert.Equal(S3ErrorCode.InvalidRequest, Assert.Throws<S3Exception>(() =>
            Upload.Plain(Data, DataSha256).Open(new CutPipeReader(Data, []), BodyRequirements.ForDocumentWithDigest)).Error.Code);
        await using var body = Upload.Plain(Data, DataSha256, ("Content-MD5", Convert.ToBase64String(Md5(Data))))
            .Open(new CutPipeReader(Data, []), BodyRequirements.ForDocumentWithDigest);

        Assert.Equal(Data, (await body.ReadAllAsync(1000, lease, CancellationToken.None)).ToArray());
    }

    public static TheoryData<Exception, S3ErrorCode> ConnectionFailures => new()
    {
        { new BadHttpRequestException("too slow", StatusCodes.Status408RequestTimeout), S3ErrorCode.RequestTimeout },
        { new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge), S3ErrorCode.EntityTooLarge },
        { new BadHttpRequestException("end", StatusCodes.Status400BadRequest), S3ErrorCode.IncompleteBody },
        { new ConnectionResetException("reset"), S3ErrorCode.IncompleteBody },
        { new ConnectionAbortedException("aborted"), S3ErrorCode.IncompleteBody },
    };

    [Theory]
    [MemberData(nameof(ConnectionFailures))]
    public async Task ReadAsync_ConnectionFails_IsTheClientsError(Exception failure, S3ErrorCode code) =>
        await FailsAsync(Upload.Plain(Data, DataSha256), code, new CutPipeReader(Data.AsMemory(..100), [], failure));

    /// <summary>Bytes are only handed over once they are hashed or promised to stay: a hasher that lags must still see them unchanged.</summary>
    [Fact]
    public async Task HashedAsync_HasherThatLags_IsWaitedFor()
    {
        var lagging = new LaggingHasher();
        var upload = Upload.Plain(Data, "UNSIGNED-PAYLOAD");
        await using var body = upload.Open(
            new CutPipeReader(Data, []), BodyRequirements.ForObject with { CreateMd5 = _ => lagging });

        await body.ReadAsync(new byte[Data.Length], CancellationToken.None);
        var hashed = body.HashedAsync();
        Assert.False(hashed.IsCompleted);
        lagging.Release.SetResult();
        await hashed;

        Assert.Equal(0, await body.ReadAsync(new byte[1], CancellationToken.None));
        Assert.Equal(Data.Length, lagging.Count);
    }

    [Fact]
    public async Task ReadAsync_ManyBodiesHashedSideBySide_EachHasItsOwnMd5()
    {
        var requirements = BodyRequirements.ForObject.WithMd5(new Md5Scheduler(streamsMax: 20));
        var bodies = Enumerable.Range(0, 20).Select(index => new byte[300_000 + (index * 70_001)]).ToArray();
        foreach (var bytes in bodies) new Random(bytes.Length).NextBytes(bytes);

        var digests = await Task.WhenAll(bodies.Select(bytes => Task.Run(async () =>
            (await Upload.Plain(bytes, "UNSIGNED-PAYLOAD").ReceiveAsync(
                new CutPipeReader(bytes, Enumerable.Range(1, 60).Select(cut => cut * 5000)), 1 << 18, requirements)).Digests.Md5.ToArray())));

        Assert.Equal(bodies.Select(bytes => Md5(bytes)), digests);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("gzip", "gzip")]
    [InlineData("aws-chunked", null)]
    [InlineData("aws-chunked,gzip", "gzip")]
    [InlineData("gzip, AWS-chunked , br", "gzip,br")]
    public void ToStore_ContentEncoding_LeavesOutTheEncodingOfTheRequest(string? header, string? stored) =>
        Assert.Equal(stored, ContentEncodings.ToStore(header));

    [SuppressMessage("Security", "CA5351", Justification = "What S3 defines.")]
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);

    private static ChecksumValue ChecksumOf(ChecksumAlgorithm algorithm, byte[] data)
    {
        using var hasher = new ChecksumHasher(algorithm);
        hasher.Append(data);
        return hasher.GetValue();
    }

    private static async Task<S3Error> FailsAsync(Upload upload, S3ErrorCode code, CutPipeReader? reader = null)
    {
        var failure = await Assert.ThrowsAsync<S3Exception>(() => upload.ReceiveAsync(reader));
        Assert.Equal(code, failure.Error.Code);
        return failure.Error;
    }

    private sealed class LaggingHasher : IBodyHasher
    {
        public TaskCompletionSource Release { get; } = new();

        public int Count { get; private set; }

        public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
        {
            await Release.Task;
            Count += bytes.Length;
        }

        public ValueTask FinishAsync(Memory<byte> digest) => ValueTask.CompletedTask;

        public void Dispose()
        {
        }
    }
}
