using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>What a client says about the parts and the object when it completes an upload, each with an upload of one part of nine bytes.</summary>
public sealed class CompletionCheckTests
{
    private const string PartCrc32 = "<ChecksumCRC32>y/Q5Jg==</ChecksumCRC32>";
    private const string PartCrc32C = "<ChecksumCRC32C>4waSgw==</ChecksumCRC32C>";

    private static readonly byte[] Body = Digests.Utf8("123456789");

    [Theory]
    [InlineData("CRC32", PartCrc32, null, null)]
    [InlineData("", "<ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME>", null, null)]
    [InlineData("CRC32", "<ChecksumCRC32>AAAAAA==</ChecksumCRC32>", "InvalidPart", null)]
    [InlineData("", PartCrc32C, "InvalidPart", null)]
    [InlineData("CRC32", PartCrc32C, "BadDigest", "The crc32c you specified for part 1 did not match what we received.")]
    [InlineData("CRC32", "<ChecksumCRC32>bad</ChecksumCRC32>", "InvalidArgument", "Invalid Base64")]
    [InlineData("CRC32", "<ChecksumCRC32></ChecksumCRC32>", "InvalidArgument", "Invalid Base64")]
    [InlineData("CRC32", "<ChecksumCRC32>rosUhgp5mIg=</ChecksumCRC32>", "InvalidArgument", "Invalid Base64")]
    [InlineData("CRC32", PartCrc32 + PartCrc32C, "InvalidArgument", "multiple checksums")]
    [InlineData("CRC32", PartCrc32 + PartCrc32, "InvalidArgument", "multiple checksums")]
    [InlineData("CRC32", "<ChecksumMD4>y/Q5Jg==</ChecksumMD4>", "MalformedXML", null)]
    public async Task ChecksumOfAPart_IsThatOfThePart(string algorithm, string element, string? code, string? message)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await UploadAsync(host, algorithm);

        await AssertAsync(host, await CompleteAsync(host, id, element), code, message);
    }

    [Theory]
    [InlineData("9", null, null)]
    [InlineData("8", "InvalidRequest", "The provided 'x-amz-mp-object-size' header value 8 does not match what was computed: 9")]
    [InlineData("-9", "InvalidRequest", "Value for x-amz-mp-object-size header is less than zero: '-9'")]
    [InlineData("nine", "InvalidRequest", "Value for x-amz-mp-object-size header is invalid: 'nine'")]
    public async Task SizeOfTheObject_IsThatOfItsParts(string size, string? code, string? message)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await UploadAsync(host, "");

        await AssertAsync(host, await CompleteAsync(host, id, "", ("x-amz-mp-object-size", size)), code, message);
    }

    [Theory]
    [InlineData("FULL_OBJECT", null, null)]
    [InlineData("COMPOSITE", "InvalidRequest", "The upload was created using the FULL_OBJECT checksum mode.")]
    [InlineData("OTHER", "InvalidRequest", "Value for x-amz-checksum-type header is invalid.")]
    public async Task TypeOfTheChecksum_IsThatOfTheUpload(string type, string? code, string? message)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await UploadAsync(host, "CRC32", ("x-amz-checksum-type", "FULL_OBJECT"));

        await AssertAsync(host, await CompleteAsync(host, id, "", ("x-amz-checksum-type", type)), code, message);
    }

    [Fact]
    public async Task UploadPart_ChecksumOfAnotherAlgorithm_NamesBoth()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await UploadAsync(host, "SHA256");

        var answer = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=2&uploadId={id}", Body, ("x-amz-checksum-crc32", "y/Q5Jg=="));

        Assert.Equal(("InvalidRequest", "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32"), (answer.Code, answer.Value("Message")));
        Assert.Equal(1, host.Index.PartCount);
    }

    private static async Task AssertAsync(GatewayHost host, S3Response answer, string? code, string? message)
    {
        Assert.Equal((code is null ? 200 : 400, code), (answer.Status, answer.Code));
        if (message is not null) Assert.Contains(message, answer.Value("Message"), StringComparison.Ordinal);

        // What was refused can be put right and completed.
        Assert.Equal(code is null ? (1, 0) : (0, 1), (host.Index.ObjectCount, host.Index.UploadCount));
    }

    private static async Task<string> UploadAsync(GatewayHost host, string algorithm, params (string Name, string Value)[] headers)
    {
        if (algorithm.Length > 0) headers = [.. headers, ("x-amz-checksum-algorithm", algorithm)];
        var id = (await host.Client.SendAsync("POST", "/bucket/k?uploads", null, headers)).Value("UploadId")!;
        Assert.Equal(200, (await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={id}", Body)).Status);
        return id;
    }

    private static Task<S3Response> CompleteAsync(GatewayHost host, string id, string checksums, params (string Name, string Value)[] headers) => host.Client.SendAsync(
        "POST",
        $"/bucket/k?uploadId={id}",
        Digests.Utf8($"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{Digests.Md5Hex(Body)}</ETag>{checksums}</Part></CompleteMultipartUpload>"),
        headers);
}
