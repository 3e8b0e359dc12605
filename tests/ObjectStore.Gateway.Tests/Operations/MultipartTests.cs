using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public class MultipartTests
{
    private const int MinimumPart = 5 << 20;

    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(MinimumPart);
    private static readonly byte[] Small = RandomNumberGenerator.GetBytes(1000);

    [Fact]
    public async Task CompleteMultipartUpload_TwoParts_MakesOneObjectOfThem()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host, ("content-type", "a/b"), ("x-amz-meta-m", "1"));
        var first = await PutPartAsync(host, id, 1, Large);
        await PutPartAsync(host, id, 2, Large);
        await PutPartAsync(host, id, 7, Small);

        var complete = await CompleteAsync(host, id, (1, Large), (7, Small));
        var get = await host.Client.SendAsync("GET", "/bucket/k");
        var range = await host.Client.SendAsync("GET", "/bucket/k", null, ("range", $"bytes={MinimumPart - 2}-{MinimumPart + 1}"));

        Assert.Equal(Digests.MultipartETag(Large, Small), complete.Value("ETag"));
        Assert.Equal($"\"{Digests.Md5Hex(Large)}\"", first["etag"]);
        Assert.Equal([.. Large, .. Small], get.Body);
        Assert.Equal(("a/b", "1", Digests.MultipartETag(Large, Small)), (get["content-type"], get["x-amz-meta-m"], get["etag"]));
        Assert.Equal([.. Large[^2..], .. Small[..2]], range.Body);
        Assert.Equal((1, 0, 2), (host.Index.ObjectCount, host.Index.UploadCount, host.Index.PartCount));
    }

    [Fact]
    public async Task CompleteMultipartUpload_Repeated_GivesTheSameAnswer()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Small);

        var first = await CompleteAsync(host, id, (1, Small));
        var again = await CompleteAsync(host, id, (1, Small));
        var other = await CompleteAsync(host, id, (1, Large));

        Assert.Equal((200, 200), (first.Status, again.Status));
        Assert.Equal((first.Value("ETag"), first.Value("ChecksumCRC64NVME")), (again.Value("ETag"), again.Value("ChecksumCRC64NVME")));
        Assert.Equal((404, "NoSuchUpload"), (other.Status, other.Code));
    }

    [Fact]
    public async Task CompleteMultipartUpload_WrongParts_AreRefusedAndTheUploadStays()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Small);
        await PutPartAsync(host, id, 2, Small);

        Assert.Equal("InvalidPartOrder", (await CompleteAsync(host, id, (2, Small), (1, Small))).Code);
        Assert.Equal("InvalidPart", (await CompleteAsync(host, id, (1, Small), (1, Large))).Code);
        Assert.Equal("EntityTooSmall", (await CompleteAsync(host, id, (1, Small), (2, Small))).Code);
        Assert.Equal("InvalidPart", (await CompleteAsync(host, id, (1, Large))).Code);
        Assert.Equal("InvalidPart", (await CompleteAsync(host, id, (9999, Small))).Code);
        Assert.Equal("InvalidArgument", (await CompleteAsync(host, id, (0, Small))).Code);
        Assert.Equal("InvalidArgument", (await CompleteAsync(host, id, (10_001, Small))).Code);
        Assert.Equal("NoSuchUpload", (await CompleteAsync(host, "nonsense", (1, Small))).Code);
        Assert.Equal("NoSuchUpload", (await CompleteAsync(host, new string('0', 32), (1, Small))).Code);
        foreach (var document in new[] { "", "<CompleteMultipartUpload/>", "<CompleteMultipartUpload><Part/></CompleteMultipartUpload>", "x" })
            Assert.Equal("MalformedXML", (await host.Client.SendAsync("POST", $"/bucket/k?uploadId={id}", Digests.Utf8(document))).Code);
        Assert.Equal((0, 1, 2), (host.Index.ObjectCount, host.Index.UploadCount, host.Index.PartCount));
    }

    [Fact]
    public async Task CompleteMultipartUpload_Conditions_AreJudged()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var old = (await host.Client.SendAsync("PUT", "/bucket/k", [1]))["etag"]!;
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Small);

        var same = await CompleteAsync(host, id, [("if-none-match", old)], (1, Small));
        var refused = await CompleteAsync(host, id, [("if-none-match", "*")], (1, Small));
        var wrong = await CompleteAsync(host, id, [("if-match", "\"no\"")], (1, Small));
        var right = await CompleteAsync(host, id, [("if-match", "*")], (1, Small));

        Assert.Equal((412, 412, 412, 200), (same.Status, refused.Status, wrong.Status, right.Status));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    public async Task UploadPart_BadPartNumber_IsInvalidArgument(string partNumber)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);

        var response = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber={partNumber}&uploadId={id}", Small);

        Assert.Equal((400, "InvalidArgument"), (response.Status, response.Code));
        Assert.Equal((0, 0), (host.Index.PartCount, host.Data.WriteCount));
    }

    [Fact]
    public async Task AbortMultipartUpload_EndsIt()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Small);

        var abort = await host.Client.SendAsync("DELETE", $"/bucket/k?uploadId={id}");
        var again = await host.Client.SendAsync("DELETE", $"/bucket/k?uploadId={id}");
        var part = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={id}", Small);

        Assert.Equal(204, abort.Status);
        Assert.Equal((404, "NoSuchUpload"), (again.Status, again.Code));
        Assert.Equal((404, "NoSuchUpload"), (part.Status, part.Code));
        Assert.Equal(0, host.Index.UploadCount);
    }

    /// <summary>A condition that does not hold, or cannot be read, leaves the upload and its parts.</summary>
    [Theory]
    [InlineData("Thu, 01 Jan 2015 00:00:00 GMT", 412, "PreconditionFailed")]
    [InlineData("yesterday", 400, "InvalidArgument")]
    [InlineData("", 400, "InvalidArgument")]
    [InlineData("NOW", 204, null)]
    public async Task AbortMultipartUpload_TimeOfInitiation_IsACondition(string time, int status, string? code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Small);
        if (time == "NOW") time = (await host.Client.SendAsync("GET", "/bucket?uploads")).Value("Initiated")!;

        var abort = await host.Client.SendAsync("DELETE", $"/bucket/k?uploadId={id}", null, ("x-amz-if-match-initiated-time", time));
        var absent = await host.Client.SendAsync("DELETE", $"/bucket/other?uploadId={id}", null, ("x-amz-if-match-initiated-time", time));

        Assert.Equal((status, code), (abort.Status, abort.Code));
        Assert.Equal(status == 400 ? 400 : 404, absent.Status);
        Assert.Equal(status == 204 ? 404 : 200, (await CompleteAsync(host, id, (1, Small))).Status);
    }

    [Fact]
    public async Task GetObject_PartNumber_GivesThePart()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Large);
        await PutPartAsync(host, id, 2, Small);
        await CompleteAsync(host, id, (1, Large), (2, Small));

        var part = await host.Client.SendAsync("GET", "/bucket/k?partNumber=2", null, ("x-amz-checksum-mode", "ENABLED"));
        var absent = await host.Client.SendAsync("GET", "/bucket/k?partNumber=3");
        var both = await host.Client.SendAsync("GET", "/bucket/k?partNumber=1", null, ("range", "bytes=0-1"));

        Assert.Equal((206, "2", $"bytes {MinimumPart}-{MinimumPart + 999}/{MinimumPart + 1000}"), (part.Status, part["x-amz-mp-parts-count"], part["content-range"]));
        Assert.Equal(Small, part.Body);
        Assert.NotNull(part["x-amz-checksum-crc64nvme"]);
        Assert.Equal("InvalidPart", absent.Code);
        Assert.Equal("InvalidRequest", both.Code);
    }

    [Fact]
    public async Task ListMultipartUploads_LastPage_NamesItsLastUpload()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var empty = await host.Client.SendAsync("GET", "/bucket?uploads");
        await CreateAsync(host);
        var last = await host.Client.SendAsync("POST", "/bucket/k2%20x?uploads");

        var whole = await host.Client.SendAsync("GET", "/bucket?uploads&encoding-type=url");
        var prefixed = await host.Client.SendAsync("GET", "/bucket?uploads&prefix=k2");

        Assert.Equal(("false", "", ""), (empty.Value("IsTruncated"), empty.Value("NextKeyMarker"), empty.Value("NextUploadIdMarker")));
        Assert.Equal(("false", "k2%20x", last.Value("UploadId")), (whole.Value("IsTruncated"), whole.Value("NextKeyMarker"), whole.Value("NextUploadIdMarker")));
        Assert.Equal((null, "k2"), (whole.Value("Prefix"), prefixed.Value("Prefix")));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Read_PartNumberOfAnUploadWithGaps_CountsThePartsThatAreThere(string method)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 3, Large);
        await PutPartAsync(host, id, 5, Large);
        var last = await PutPartAsync(host, id, 9, Small);
        await CompleteAsync(host, id, (3, Large), (5, Large), (9, Small));

        var first = await host.Client.SendAsync(method, "/bucket/k?partNumber=1");
        var third = await host.Client.SendAsync(method, "/bucket/k?partNumber=3", null, ("x-amz-checksum-mode", "ENABLED"));
        var beyond = await host.Client.SendAsync(method, "/bucket/k?partNumber=5");

        Assert.Equal((206, "3", $"bytes 0-{MinimumPart - 1}/{2 * MinimumPart + 1000}"), (first.Status, first["x-amz-mp-parts-count"], first["content-range"]));
        Assert.Equal((206, $"bytes {2 * MinimumPart}-{2 * MinimumPart + 999}/{2 * MinimumPart + 1000}"), (third.Status, third["content-range"]));
        Assert.Equal(last["x-amz-checksum-crc64nvme"], third["x-amz-checksum-crc64nvme"]);
        Assert.NotNull(third["x-amz-checksum-crc64nvme"]);
        Assert.Equal(400, beyond.Status);
    }

    [Fact]
    public async Task GetObject_ManyPages_ReadsThroughAllParts()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        var parts = new List<(int, byte[])>();
        for (var number = 1; number <= 70; number++)
        {
            await PutPartAsync(host, id, number * 2, Large);
            parts.Add((number * 2, Large));
        }

        Assert.Equal(200, (await CompleteAsync(host, id, [.. parts])).Status);
        var from = 62L * MinimumPart + 17;
        var range = await host.Client.SendAsync("GET", "/bucket/k", null, ("range", $"bytes={from}-{from + 3 * MinimumPart}"));

        byte[] expected = [.. Large[17..], .. Large, .. Large, .. Large[..18]];
        Assert.Equal(expected, range.Body);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    public async Task GetObject_LastPageIsSmall_SendsItToo(int count)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        var body = RandomNumberGenerator.GetBytes(2000);
        for (var number = 1; number <= count; number++) await PutPartAsync(host, id, number, body);
        await SmallParts.CompleteAsync(host, id, count, body);

        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal(Enumerable.Repeat(body, count).SelectMany(static bytes => bytes), get.Body);
    }

    [Fact]
    public async Task UploadPartCopy_Range_CopiesThoseBytes()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/src", Small);
        var id = await CreateAsync(host);

        var copy = await CopyPartAsync(host, id, ("x-amz-copy-source-range", "bytes=10-19"));
        await CompleteAsync(host, id, (1, Small[10..20]));
        var whole = await host.Client.SendAsync("PUT", "/bucket/whole", null, ("x-amz-copy-source", "bucket/k"));
        var get = await host.Client.SendAsync("GET", "/bucket/whole");

        Assert.Equal(("CopyPartResult", $"\"{Digests.Md5Hex(Small[10..20])}\""), (copy.Xml.Name.LocalName, copy.Value("ETag")));
        Assert.Equal(Small[10..20], get.Body);
        Assert.Equal($"\"{Digests.Md5Hex(Small[10..20])}\"", whole.Value("ETag"));
    }

    [Theory]
    [InlineData("0-2", "InvalidArgument")]
    [InlineData("bytes=0", "InvalidArgument")]
    [InlineData("bytes=hello-world", "InvalidArgument")]
    [InlineData("bytes=0-", "InvalidArgument")]
    [InlineData("bytes=-5", "InvalidArgument")]
    [InlineData("bytes=0-2,3-5", "InvalidArgument")]
    [InlineData("bytes=0-1000", "InvalidRange")]
    public async Task UploadPartCopy_BadRange_IsRefused(string range, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/src", Small);
        var id = await CreateAsync(host);

        Assert.Equal(code, (await CopyPartAsync(host, id, ("x-amz-copy-source-range", range))).Code);
        Assert.Equal(0, host.Index.PartCount);
    }

    /// <summary>Every part has a checksum, for that of the object; clients are told of it where they asked for one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parts_Checksums_AreShownWhereTheUploadAskedForThem(bool asks)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/source", Small);
        var id = (await host.Client.SendAsync("POST", "/bucket/k?uploads", null, asks ? [("x-amz-checksum-algorithm", "CRC32C")] : [])).Value("UploadId");
        var none = await host.Client.SendAsync("GET", "/bucket/k?uploadId=" + id);

        var copy = await host.Client.SendAsync("PUT", $"/bucket/k?uploadId={id}&partNumber=1", null, ("x-amz-copy-source", "bucket/source"));
        var listed = await host.Client.SendAsync("GET", "/bucket/k?uploadId=" + id);

        Assert.Equal((200, asks ? 1 : 0, asks ? 1 : 0), (copy.Status, copy.Values("ChecksumCRC32C").Length, listed.Values("ChecksumCRC32C").Length));
        Assert.Equal((0, 0), (copy.Values("ChecksumCRC64NVME").Length, listed.Values("ChecksumCRC64NVME").Length));
        Assert.Equal(("0", "1"), (none.Value("NextPartNumberMarker"), listed.Value("NextPartNumberMarker")));
    }

    [Fact]
    public async Task ListPartsAndUploads_PageThrough()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        foreach (var number in new[] { 1, 2, 5 }) await PutPartAsync(host, id, number, Small);
        await host.Client.SendAsync("POST", "/bucket/other/key?uploads");

        var parts = await host.Client.SendAsync("GET", $"/bucket/k?uploadId={id}&max-parts=2");
        var rest = await host.Client.SendAsync("GET", $"/bucket/k?uploadId={id}&part-number-marker=2");
        var uploads = await host.Client.SendAsync("GET", "/bucket?uploads&max-uploads=1");
        var next = await host.Client.SendAsync(
            "GET", $"/bucket?uploads&delimiter=%2F&key-marker={uploads.Value("NextKeyMarker")}&upload-id-marker={uploads.Value("NextUploadIdMarker")}");

        Assert.Equal((["1", "2"], "true", "2"), (parts.Values("PartNumber"), parts.Value("IsTruncated"), parts.Value("NextPartNumberMarker")), TupleComparer);
        Assert.Equal(["5"], rest.Values("PartNumber"));
        Assert.Equal((id, "true"), (uploads.Value("UploadId"), uploads.Value("IsTruncated")));
        Assert.Empty(next.Values("UploadId"));
        Assert.Equal("other/", next.Xml.Descendants().Last(e => e.Name.LocalName == "Prefix").Value);
    }

    [Fact]
    public async Task GetObjectAttributes_OfMultipartObject_PagesParts()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Large);
        await PutPartAsync(host, id, 2, Small);
        await CompleteAsync(host, id, (1, Large), (2, Small));

        var response = await host.Client.SendAsync(
            "GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize"), ("x-amz-max-parts", "1"));
        var all = await host.Client.SendAsync("GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "ObjectParts"));
        var missing = await host.Client.SendAsync("GET", "/bucket/k?attributes");
        var unknown = await host.Client.SendAsync("GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "Color"));

        Assert.Equal((Digests.MultipartETag(Large, Small).Trim('"'), "STANDARD"), (response.Value("ETag"), response.Value("StorageClass")));
        Assert.Equal(("2", "true", "1", "1"), (response.Value("PartsCount"), response.Value("IsTruncated"), response.Value("NextPartNumberMarker"), response.Value("PartNumber")));
        Assert.Equal(("false", "2"), (all.Value("IsTruncated"), all.Value("NextPartNumberMarker")));
        Assert.Equal(("FULL_OBJECT", "5243880"), (response.Value("ChecksumType"), response.Value("ObjectSize")));
        Assert.Equal(("InvalidRequest", "InvalidArgument"), (missing.Code, unknown.Code));
    }

    [Fact]
    public async Task GetObjectAttributes_Conditions_AreThoseOfReads()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var head = await host.Client.SendAsync("HEAD", "/bucket/k");
        var (etag, time) = (head["etag"]!, head["last-modified"]!);

        Assert.Equal((200, 412), (await StatusAsync("if-match", etag), await StatusAsync("if-match", "\"no\"")));
        Assert.Equal((304, 200), (await StatusAsync("if-none-match", etag), await StatusAsync("if-none-match", "\"no\"")));
        Assert.Equal((412, 304), (await StatusAsync("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT"), await StatusAsync("if-modified-since", time)));

        async Task<int> StatusAsync(string header, string value) =>
            (await host.Client.SendAsync("GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "ETag"), (header, value))).Status;
    }

    [Fact]
    public async Task GetObjectAttributes_NoPartsAsked_IsNotTruncated()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host);
        await PutPartAsync(host, id, 1, Small);
        await CompleteAsync(host, id, (1, Small));

        var response = await host.Client.SendAsync(
            "GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "ObjectParts"), ("x-amz-max-parts", "0"));

        Assert.Equal(("1", "0", "false"), (response.Value("PartsCount"), response.Value("MaxParts"), response.Value("IsTruncated")));
        Assert.Equal(("0", null), (response.Value("NextPartNumberMarker"), response.Value("PartNumber")));
    }

    [Fact]
    public async Task PutObject_PartNumberWithoutUpload_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket/k?partNumber=1", Small);
        var copy = await host.Client.SendAsync("PUT", "/bucket/k?partNumber=1", null, ("x-amz-copy-source", "bucket/src"));

        Assert.Equal((400, "InvalidArgument", "partNumber"), (put.Status, put.Code, put.Value("ArgumentName")));
        Assert.Equal((400, "InvalidArgument"), (copy.Status, copy.Code));
        Assert.Equal(0, host.Index.ObjectCount);
    }

    [Fact]
    public async Task CompleteMultipartUpload_CompositeChecksum_IsOfThePartsChecksums()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var id = await CreateAsync(host, ("x-amz-checksum-algorithm", "SHA256"));
        await PutPartAsync(host, id, 1, Large);
        await PutPartAsync(host, id, 2, Small);
        var expected = Convert.ToBase64String(SHA256.HashData([.. SHA256.HashData(Large), .. SHA256.HashData(Small)])) + "-2";

        var wrongKind = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=3&uploadId={id}", Digests.Utf8("123456789"), ("x-amz-checksum-crc32", "y/Q5Jg=="));
        var bad = await CompleteAsync(host, id, [("x-amz-checksum-sha256", "bad")], (1, Large), (2, Small));
        var unknown = await CompleteAsync(host, id, [("x-amz-checksum-sha256a", expected)], (1, Large), (2, Small));
        var complete = await CompleteAsync(host, id, [("x-amz-checksum-sha256", expected)], (1, Large), (2, Small));
        var head = await host.Client.SendAsync("HEAD", "/bucket/k", null, ("x-amz-checksum-mode", "ENABLED"));
        var part = await host.Client.SendAsync("HEAD", "/bucket/k?partNumber=2", null, ("x-amz-checksum-mode", "ENABLED"));

        Assert.Equal("InvalidRequest", wrongKind.Code);
        Assert.Equal(("BadDigest", "InvalidRequest"), (bad.Code, unknown.Code));
        Assert.Equal((expected, "COMPOSITE"), (complete.Value("ChecksumSHA256"), complete.Value("ChecksumType")));
        Assert.Equal((expected, "COMPOSITE"), (head["x-amz-checksum-sha256"], head["x-amz-checksum-type"]));
        Assert.Equal((Convert.ToBase64String(SHA256.HashData(Small)), "COMPOSITE"), (part["x-amz-checksum-sha256"], part["x-amz-checksum-type"]));
    }

    [Theory]
    [InlineData("SHA256", "FULL_OBJECT", "InvalidRequest")]
    [InlineData("XXHASH128", "FULL_OBJECT", "InvalidRequest")]
    [InlineData("CRC64NVME", "COMPOSITE", "InvalidRequest")]
    [InlineData("CRC32", "OTHER", "InvalidRequest")]
    [InlineData("MD4", null, "InvalidRequest")]
    [InlineData("MD5", null, null)]
    [InlineData("", "COMPOSITE", "InvalidRequest")]
    [InlineData("CRC32", "FULL_OBJECT", null)]
    public async Task CreateMultipartUpload_ChecksumKinds_AreThoseThatThereAre(string algorithm, string? type, string? code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        List<(string, string)> headers = [("x-amz-checksum-algorithm", algorithm)];
        if (type is not null) headers.Add(("x-amz-checksum-type", type));

        Assert.Equal(code, (await host.Client.SendAsync("POST", "/bucket/k?uploads", null, [.. headers])).Code);
    }

    private static EqualityComparer<(string[] Numbers, string? IsTruncated, string? Next)> TupleComparer { get; } =
        EqualityComparer<(string[] Numbers, string? IsTruncated, string? Next)>.Create(
            (x, y) => x.Numbers.SequenceEqual(y.Numbers) && x.IsTruncated == y.IsTruncated && x.Next == y.Next);

    private static async Task<string> CreateAsync(GatewayHost host, params (string, string)[] headers)
    {
        var response = await host.Client.SendAsync("POST", "/bucket/k?uploads", null, headers);
        Assert.Equal(200, response.Status);
        return response.Value("UploadId")!;
    }

    private static async Task<S3Response> PutPartAsync(GatewayHost host, string id, int partNumber, byte[] body)
    {
        var response = await host.Client.SendAsync("PUT", string.Create(CultureInfo.InvariantCulture, $"/bucket/k?partNumber={partNumber}&uploadId={id}"), body);
        Assert.Equal(200, response.Status);
        return response;
    }

    private static Task<S3Response> CopyPartAsync(GatewayHost host, string id, params (string, string)[] headers) =>
        host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={id}", null, [("x-amz-copy-source", "bucket/src"), .. headers]);

    private static Task<S3Response> CompleteAsync(GatewayHost host, string id, params (int Number, byte[] Body)[] parts) => CompleteAsync(host, id, [], parts);

    private static Task<S3Response> CompleteAsync(GatewayHost host, string id, (string, string)[] headers, params (int Number, byte[] Body)[] parts)
    {
        var document = new StringBuilder("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        foreach (var (number, body) in parts)
            document.Append(CultureInfo.InvariantCulture, $"<Part><ETag>&quot;{Digests.Md5Hex(body)}&quot;</ETag><PartNumber>{number}</PartNumber></Part>");
        return host.Client.SendAsync("POST", $"/bucket/k?uploadId={id}", Digests.Utf8(document + "</CompleteMultipartUpload>"), headers);
    }
}
