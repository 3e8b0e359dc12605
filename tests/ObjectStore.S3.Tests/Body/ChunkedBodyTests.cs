using System.Text;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Tests.Auth;

namespace ObjectStore.S3.Tests.Body;

public sealed class ChunkedBodyTests
{
    private const string Signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string SignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private const string UnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private static readonly byte[] Digits = "123456789"u8.ToArray();

    /// <summary>CRC-32C of the nine digits, its published check value.</summary>
    private const string DigitsCrc32C = "4waSgw==";

    public static TheoryData<string, string?> Kinds => new()
    {
        { Signed, null }, { SignedTrailer, "x-amz-checksum-crc32c" }, { UnsignedTrailer, "x-amz-checksum-crc32c" }, { UnsignedTrailer, null },
    };

    /// <summary>S3 API reference, "Transferring Payload in Multiple Chunks" and "Including Trailing Headers": 65 KiB of the letter a.</summary>
    [Theory]
    [InlineData(false, "\r\n")]
    [InlineData(true, "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:{0}\r\n\r\n")]
    [InlineData(true, "x-amz-checksum-crc32c:sOO8/Q==\n\r\nx-amz-trailer-signature:{0}\r\n\r\n")]
    [InlineData(true, "\r\nx-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:{0}\r\n")]
    public async Task ReadAsync_PublishedExample_IsAccepted(bool hasTrailer, string end)
    {
        string[] signatures = hasTrailer
            ? [
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e", "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7", "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
                "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            ]
            : [
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
                string.Empty,
            ];
        var wire = Encoding.ASCII.GetBytes(
            $"10000;chunk-signature={signatures[1]}\r\n{new string('a', 65536)}\r\n400;chunk-signature={signatures[2]}\r\n{new string('a', 1024)}\r\n"
            + $"0;chunk-signature={signatures[3]}\r\n" + end.Replace("{0}", signatures[4], StringComparison.Ordinal));
        var request = TestRequest.Create(
            "PUT", "/examplebucket/chunkObject.txt", ("Host", "s3.amazonaws.com"), ("x-amz-date", "20130524T000000Z"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"), ("Content-Encoding", "aws-chunked"), ("x-amz-decoded-content-length", "66560"),
            ("x-amz-content-sha256", hasTrailer ? SignedTrailer : Signed), ("Content-Length", "66824"));
        if (hasTrailer) request.Headers["x-amz-trailer"] = "x-amz-checksum-crc32c";
        var names = hasTrailer
            ? "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer"
            : "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class";
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders={names},Signature={signatures[0]}";
        var verifier = new SigV4Verifier(
            new Credentials(), new SigV4Options(), new FixedTime(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)));
        request.Body = new MemoryStream(wire);
        await using var body = RequestBody.Create(request, verifier.Verify(request), BodyRequirements.ForObject);

        using var lease = new DocumentBudget(1 << 20).Lease();
        var data = await body.ReadAllAsync(70_000, lease, CancellationToken.None);

        Assert.Equal(66560, data.Length);
        Assert.False(data.Span.ContainsAnyExcept((byte)'a'));
        Assert.Equal(hasTrailer, body.Digests.IsChecksumFromClient);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReadAsync_CutAtEveryPosition_GivesTheSameBytes(string payload, string? trailer)
    {
        var upload = Upload.Chunked(Digits, 4, payload, trailer, DigitsCrc32C);
        for (var cut = 0; cut < upload.Wire.Length; cut++)
        {
            var (data, digests) = await upload.ReceiveAsync(new CutPipeReader(upload.Wire, [cut]), pieceBytes: 1 + (cut % 10));

            Assert.Equal(Digits, data);
            Assert.Equal(trailer is not null, digests.IsChecksumFromClient);
        }

        var (byBytes, _) = await upload.ReceiveAsync(new CutPipeReader(upload.Wire, Enumerable.Range(0, upload.Wire.Length)), 3);
        Assert.Equal(Digits, byBytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReadAsync_TruncatedAtAnyPosition_IsIncomplete(string payload, string? trailer)
    {
        var upload = Upload.Chunked(Digits, 4, payload, trailer, DigitsCrc32C);
        for (var length = 0; length < upload.Wire.Length; length++)
        {
            if (payload == SignedTrailer && length == upload.Wire.Length - 2) continue; // Only the last, empty line is missing: accepted.
            var failure = await Assert.ThrowsAsync<S3Exception>(
                () => upload.ReceiveAsync(new CutPipeReader(upload.Wire.AsMemory(..length), [length / 2]), 4));

            Assert.Equal(S3ErrorCode.IncompleteBody, failure.Error.Code);
        }
    }

    /// <summary>With signed chunks no single damaged byte may pass, wherever it is; letter case of hexadecimal digits and names apart.</summary>
    [Theory]
    [InlineData(Signed, null)]
    [InlineData(SignedTrailer, "x-amz-checksum-crc32c")]
    public async Task ReadAsync_AnyByteOfASignedBodyChanged_IsRefused(string payload, string? trailer)
    {
        var upload = Upload.Chunked(Digits, 4, payload, trailer, DigitsCrc32C);
        for (var index = 0; index < upload.Wire.Length - 2; index++)
        {
            var damaged = upload.Wire.ToArray();
            damaged[index] ^= 1;

            await Assert.ThrowsAsync<S3Exception>(() => upload.ReceiveAsync(new CutPipeReader(damaged, [])));
        }
    }

    [Theory]
    [InlineData(Signed, "\r\n0;", "\r\n1;", S3ErrorCode.IncompleteBody)]
    [InlineData(Signed, "4;chunk-signature=", "4;chunk-signatur=", S3ErrorCode.IncompleteBody)]
    [InlineData(Signed, "4;chunk-signature=", "ffffffffffffffff;chunk-signature=", S3ErrorCode.IncompleteBody)]
    [InlineData(Signed, "1234", "1235", S3ErrorCode.SignatureDoesNotMatch)]
    [InlineData(UnsignedTrailer, "4\r\n1234", "5\r\n1234", S3ErrorCode.IncompleteBody)]
    [InlineData(UnsignedTrailer, "4\r\n1234", "9\r\n1234", S3ErrorCode.IncompleteBody)]
    [InlineData(UnsignedTrailer, "4\r\n1234", "\r\n1234", S3ErrorCode.IncompleteBody)]
    [InlineData(UnsignedTrailer, "4\r\n1234", "4;x\r\n1234", S3ErrorCode.IncompleteBody)]
    [InlineData(UnsignedTrailer, "4\r\n1234\r\n", "", S3ErrorCode.IncompleteBody)]
    [InlineData(UnsignedTrailer, "1234", "1235", S3ErrorCode.BadDigest)]
    [InlineData(UnsignedTrailer, "\r\nx-amz-checksum-crc32c", "\r\nx-amz-checksum-crc32", S3ErrorCode.MalformedTrailerError)]
    [InlineData(UnsignedTrailer, DigitsCrc32C, "4waSgw", S3ErrorCode.BadDigest)]
    [InlineData(UnsignedTrailer, "0\r\nx-amz-checksum-crc32c:4waSgw==\r\n\r\n", "0\r\n\r\n", S3ErrorCode.MalformedTrailerError)]
    [InlineData(UnsignedTrailer, DigitsCrc32C + "\r\n", DigitsCrc32C + "\r\nx-other:1\r\n", S3ErrorCode.MalformedTrailerError)]
    [InlineData(UnsignedTrailer, "==\r\n\r\n", "==\r\n\r\nmore", S3ErrorCode.IncompleteBody)]
    [InlineData(UnsignedTrailer, "==\r\n\r\n", "==\r\n\r\nmore\r\n", S3ErrorCode.MalformedTrailerError)]
    [InlineData(UnsignedTrailer, "==\r\n\r\n", "==\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n", S3ErrorCode.MalformedTrailerError)]
    [InlineData(SignedTrailer, "x-amz-trailer-signature:", "x-amz-trailer-signature:0", S3ErrorCode.MalformedTrailerError)]
    public async Task ReadAsync_FlawOfTheEncoding_GivesItsCode(string payload, string part, string replacement, S3ErrorCode code)
    {
        var upload = Upload.Chunked(Digits, 4, payload, payload == Signed ? null : "x-amz-checksum-crc32c", DigitsCrc32C);
        var wire = Encoding.Latin1.GetString(upload.Wire);
        Assert.Contains(part, wire, StringComparison.Ordinal);
        var damaged = Encoding.Latin1.GetBytes(wire.Replace(part, replacement, StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<S3Exception>(() => upload.ReceiveAsync(new CutPipeReader(damaged, [])));

        Assert.Equal(code, failure.Error.Code);
    }

    /// <summary>The Go client of MinIO ends the checksum with a line feed and goes on with two empty lines.</summary>
    [Theory]
    [InlineData("\n\r\n\r\n")]
    [InlineData("\r\n\r\n\r\n")]
    [InlineData("\n\n")]
    public async Task ReadAsync_EmptyLinesAfterTheTrailer_AreAccepted(string end)
    {
        var upload = Upload.Chunked(Digits, 4, UnsignedTrailer, "x-amz-checksum-crc32c", DigitsCrc32C);
        var wire = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(upload.Wire)[..^4] + end);

        for (var cut = 0; cut <= wire.Length; cut++)
        {
            var (data, digests) = await upload.ReceiveAsync(new CutPipeReader(wire, [cut]));
            Assert.Equal(Digits, data);
            Assert.True(digests.IsChecksumFromClient);
        }
    }

    [Fact]
    public async Task ReadAsync_EndlessHeaderLine_IsRefusedWithinItsBound()
    {
        var upload = Upload.Chunked(Digits, 4, UnsignedTrailer);
        var endless = Enumerable.Repeat((byte)'0', 100_000).ToArray();

        var failure = await Assert.ThrowsAsync<S3Exception>(
            () => upload.ReceiveAsync(new CutPipeReader(endless, Enumerable.Range(0, 100_000))));

        Assert.Equal(S3ErrorCode.IncompleteBody, failure.Error.Code);
    }

    [Theory]
    [InlineData("x-amz-decoded-content-length", null, S3ErrorCode.MissingContentLength)]
    [InlineData("x-amz-decoded-content-length", "-9", S3ErrorCode.MissingContentLength)]
    [InlineData("x-amz-decoded-content-length", "9223372036854775807", S3ErrorCode.EntityTooLarge)]
    [InlineData("x-amz-trailer", "x-amz-meta-a", S3ErrorCode.InvalidRequest)]
    public async Task Create_FlawOfTheHeaders_GivesItsCode(string name, string? value, S3ErrorCode code)
    {
        var upload = Upload.Chunked(Digits, 4, UnsignedTrailer);
        upload.Request.Headers[name] = value;
        new Signer { Now = Upload.Now }.Sign(upload.Request, UnsignedTrailer);

        Assert.Equal(code, (await Assert.ThrowsAsync<S3Exception>(() => upload.ReceiveAsync())).Error.Code);
    }

    [Fact]
    public async Task ReadAsync_RandomCutsAndSizes_GiveTheSameBytes()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var data = new byte[random.Next(0, 400_000)];
            random.NextBytes(data);
            var upload = Upload.Chunked(data, random.Next(1000, 100_000), round % 2 == 0 ? Signed : UnsignedTrailer);
            var cuts = Enumerable.Range(0, random.Next(0, 50)).Select(_ => random.Next(upload.Wire.Length)).Order();

            var (received, _) = await upload.ReceiveAsync(new CutPipeReader(upload.Wire, cuts), random.Next(1000, 500_000));

            Assert.True(data.AsSpan().SequenceEqual(received), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public async Task ReadAsync_MutatedBodies_ThrowNothingButS3Errors()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var uploads = Kinds.Select(kind => Upload.Chunked(Digits, 4, kind.Data.Item1, kind.Data.Item2, DigitsCrc32C)).ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var upload = uploads[round % uploads.Length];
            var wire = Mutate(upload.Wire, random);
            try
            {
                await upload.ReceiveAsync(new CutPipeReader(wire, [random.Next(wire.Length + 1)]), random.Next(1, 20));
            }
            catch (S3Exception)
            {
                // What a client gets; anything else fails the test.
            }
        }
    }

    private static byte[] Mutate(byte[] wire, Random random)
    {
        var bytes = wire.ToList();
        for (var count = random.Next(1, 4); count > 0 && bytes.Count > 0; count--)
        {
            var index = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[index] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(index); break;
                case 2: bytes.Insert(index, (byte)"\r\n;:0f"[random.Next(6)]); break;
                default: bytes.InsertRange(index, bytes.GetRange(0, random.Next(bytes.Count))); break;
            }
        }

        return [.. bytes];
    }
}
