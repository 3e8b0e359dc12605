using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Tests.Encryption;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Gateway.Tests.Operations;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Compression;

/// <summary>Compressed buckets as clients meet them: they notice nothing.</summary>
public sealed class CompressedObjectTests : IAsyncDisposable
{
    private const int PartBytes = 5 << 20;

    private static readonly byte[] Text = CompressibleBytes.Text(1_000_000);
    private static readonly byte[] Chance = CompressibleBytes.Chance(300_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-compression-").FullName;
    private GatewayHost? _host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private GatewayHost Host => _host!;

    private S3WireClient Client => Host.Client;

    public static TheoryData<string> Kinds => ["none", "store", "service", "customer"];

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Put_Text_IsStoredSmallerAndReadAsItWas(string kind)
    {
        await StartAsync();

        var put = await Client.SendAsync("PUT", "/bucket/k", Text, EncryptionScene.Write(kind));
        var get = await Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind));
        var head = await Client.SendAsync("HEAD", "/bucket/k", null, EncryptionScene.Read(kind));
        var list = await Client.SendAsync("GET", "/bucket?list-type=2");
        var attributes = await Client.SendAsync("GET", "/bucket/k?attributes", null, [("x-amz-object-attributes", "ObjectSize,Checksum"), .. EncryptionScene.Read(kind)]);

        Assert.Equal((200, 200, 200), (put.Status, get.Status, head.Status));
        Assert.Equal(Text, get.Body);
        var size = Text.Length.ToString(CultureInfo.InvariantCulture);
        Assert.Equal((size, size), (get["content-length"], head["content-length"]));
        Assert.Equal([size], list.Values("Size"));
        Assert.Equal(size, attributes.Value("ObjectSize"));
        Assert.Equal(kind is "none" or "store", put["etag"] == $"\"{Digests.Md5Hex(Text)}\"");
        Assert.InRange(Assert.Single(Host.Data.Writes).Length, 1, Text.Length / 2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Get_Range_GivesExactlyIt(string kind)
    {
        await StartAsync();
        await Client.SendAsync("PUT", "/bucket/k", Text, EncryptionScene.Write(kind));

        foreach (var (from, to) in new[] { (0, 0), (65_535, 65_536), (65_536, 131_071), (1, 999_998), (999_999, 999_999) })
        {
            var range = await Client.SendAsync("GET", "/bucket/k", null, [("range", $"bytes={from}-{to}"), .. EncryptionScene.Read(kind)]);
            Assert.Equal((206, $"bytes {from}-{to}/1000000"), (range.Status, range["content-range"]));
            Assert.Equal(Text[from..(to + 1)], range.Body);
        }
    }

    [Theory]
    [InlineData("image/jpeg", "")]
    [InlineData("VIDEO/mp4; codecs=x", "")]
    [InlineData("application/gzip", "")]
    [InlineData("text/plain", "gzip")]
    [InlineData("text/plain", "aws-chunked, zstd")]
    public async Task Put_SaysThatItIsCompressed_IsBelieved(string type, string encoding)
    {
        await StartAsync();

        await Client.SendAsync("PUT", "/bucket/k", Text, encoding.Length == 0 ? [("content-type", type)] : [("content-type", type), ("content-encoding", encoding)]);

        Assert.Equal(Text, Assert.Single(Host.Data.Writes));
        Assert.Equal(Text, (await Client.SendAsync("GET", "/bucket/k")).Body);
    }

    [Fact]
    public async Task Put_BytesThatDoNotShrink_AreStoredAsTheyAre()
    {
        await StartAsync();

        await Client.SendAsync("PUT", "/bucket/k", Chance);
        await Client.SendAsync("PUT", "/bucket/empty", []);

        Assert.Equal(Chance, Assert.Single(Host.Data.Writes));
        Assert.Equal(Chance, (await Client.SendAsync("GET", "/bucket/k")).Body);
        Assert.Null((await RecordAsync("k")).Compression);
        Assert.Empty((await Client.SendAsync("GET", "/bucket/empty")).Body);
    }

    /// <summary>The setting holds for what is written from then on, and for nothing that was.</summary>
    [Fact]
    public async Task Setting_SwitchedOnAndOff_ChangesOnlyWhatIsWritten()
    {
        _host = await GatewayHost.StartWithBucketAsync();
        await Client.SendAsync("PUT", "/bucket/before", Text);
        await SetAsync(true);
        await Client.SendAsync("PUT", "/bucket/while", Text);
        await SetAsync(false);
        await Client.SendAsync("PUT", "/bucket/after", Text);

        foreach (var key in new[] { "before", "while", "after" })
        {
            Assert.Equal(key == "while", (await RecordAsync(key)).Compression is not null);
            Assert.Equal(Text, (await Client.SendAsync("GET", "/bucket/" + key)).Body);
        }
    }

    [Fact]
    public async Task Setting_OfTheBucket_GoesBeforeThatOfTheGateway()
    {
        await StartAsync();
        await SetAsync(false);
        await Client.SendAsync("PUT", "/bucket/k", Text);

        Assert.Null((await RecordAsync("k")).Compression);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Upload_PartsOfAllKinds_AreReadWholeInRangesAndByPart(string kind)
    {
        await StartAsync();
        byte[][] parts = [CompressibleBytes.Text(PartBytes), CompressibleBytes.Chance(PartBytes + 1), CompressibleBytes.Mixed(9 << 20), CompressibleBytes.Text(777)];
        byte[] whole = [.. parts[0], .. parts[1], .. parts[2], .. parts[3]];
        var id = (await Client.SendAsync("POST", "/bucket/k?uploads", null, EncryptionScene.Write(kind))).Value("UploadId")!;
        var document = "";
        for (var number = 1; number <= parts.Length; number++)
        {
            var put = await Client.SendAsync("PUT", $"/bucket/k?uploadId={id}&partNumber={number}", parts[number - 1], EncryptionScene.Read(kind));
            document += $"<Part><PartNumber>{number}</PartNumber><ETag>{put["etag"]!.Trim('"')}</ETag></Part>";
        }

        var complete = await Client.SendAsync("POST", $"/bucket/k?uploadId={id}", Digests.Utf8($"<CompleteMultipartUpload>{document}</CompleteMultipartUpload>"), EncryptionScene.Read(kind));
        var get = await Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind));
        var part = await Client.SendAsync("GET", "/bucket/k?partNumber=3", null, EncryptionScene.Read(kind));

        Assert.Equal((200, 200), (complete.Status, get.Status));
        Assert.Equal(whole, get.Body);
        Assert.Equal(parts[2], part.Body);
        foreach (var (from, to) in new[] { (PartBytes - 2, PartBytes + 1), (0, 0), (2 * PartBytes - 5, 2 * PartBytes + 500_000), (whole.Length - 800, whole.Length - 1) })
        {
            var range = await Client.SendAsync("GET", "/bucket/k", null, [("range", $"bytes={from}-{to}"), .. EncryptionScene.Read(kind)]);
            Assert.Equal(whole[from..(to + 1)], range.Body);
        }

        var record = await RecordAsync("k");
        Assert.InRange(record.StoredBytes, PartBytes, whole.Length - PartBytes);
        if (kind == "none") Assert.Equal(record.StoredBytes, Host.Data.Writes.Sum(static write => (long)write.Length));
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("store", "customer")]
    [InlineData("customer", "none")]
    [InlineData("none", "service")]
    public async Task Copy_FromAndToCompressedBuckets_HasTheSameBytesAndIsAsItsBucketSays(string source, string target)
    {
        await StartAsync();
        Assert.Equal(200, (await Client.SendAsync("PUT", "/plain")).Status);
        await SetAsync(false, "plain");
        await Client.SendAsync("PUT", "/bucket/k", Text, EncryptionScene.Write(source));
        (string, string)[] from = source == "customer" ? EncryptionScene.SourceKey : EncryptionScene.NoKey;

        var there = await Client.SendAsync("PUT", "/plain/k", null, [("x-amz-copy-source", "/bucket/k"), .. from, .. EncryptionScene.Write(target)]);
        (string, string)[] again = target == "customer" ? EncryptionScene.SourceKey : EncryptionScene.NoKey;
        var back = await Client.SendAsync("PUT", "/bucket/back", null, [("x-amz-copy-source", "/plain/k"), .. again]);

        Assert.Equal((200, 200), (there.Status, back.Status));
        Assert.Null((await RecordAsync("k", "plain")).Compression);
        Assert.NotNull((await RecordAsync("back")).Compression);
        Assert.Equal(Text, (await Client.SendAsync("GET", "/plain/k", null, EncryptionScene.Read(target))).Body);
        Assert.Equal(Text, (await Client.SendAsync("GET", "/bucket/back")).Body);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task UploadPartCopy_RangeOfACompressedObject_IsThatRange(string kind)
    {
        await StartAsync();
        await Client.SendAsync("PUT", "/bucket/a", Text, EncryptionScene.Write(kind));
        var id = (await Client.SendAsync("POST", "/bucket/k?uploads")).Value("UploadId")!;
        (string, string)[] from = kind == "customer" ? EncryptionScene.SourceKey : EncryptionScene.NoKey;

        var copy = await Client.SendAsync(
            "PUT", $"/bucket/k?uploadId={id}&partNumber=1", null, [("x-amz-copy-source", "/bucket/a"), ("x-amz-copy-source-range", "bytes=65000-800000"), .. from]);
        var document = $"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{copy.Value("ETag")!.Trim('"')}</ETag></Part></CompleteMultipartUpload>";
        await Client.SendAsync("POST", $"/bucket/k?uploadId={id}", Digests.Utf8(document));

        Assert.Equal(200, copy.Status);
        Assert.Equal(Text[65_000..800_001], (await Client.SendAsync("GET", "/bucket/k")).Body);
    }

    [Fact]
    public async Task CopyObject_OfACompressedUpload_GivesOneWholeObject()
    {
        await StartAsync();
        var small = CompressibleBytes.Text(1000);
        var id = (await Client.SendAsync("POST", "/bucket/k?uploads")).Value("UploadId")!;
        for (var number = 1; number <= 70; number++) await Client.SendAsync("PUT", $"/bucket/k?uploadId={id}&partNumber={number}", small);
        await SmallParts.CompleteAsync(Host, id, 70, small);
        var whole = Enumerable.Repeat(small, 70).SelectMany(static bytes => bytes).ToArray();

        var copy = await Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "/bucket/k"));

        Assert.Equal(200, copy.Status);
        Assert.Equal(whole, (await Client.SendAsync("GET", "/bucket/k")).Body);
        Assert.Equal(whole, (await Client.SendAsync("GET", "/bucket/copy")).Body);
        Assert.Equal(whole[500..68_000], (await Client.SendAsync("GET", "/bucket/k", null, ("range", "bytes=500-67999"))).Body);
    }

    [Fact]
    public async Task Get_RowSaysNothingOfTheCompressionOfItsParts_SendsNoneOfTheirBytes()
    {
        await StartAsync();
        var small = CompressibleBytes.Text(1000);
        var id = (await Client.SendAsync("POST", "/bucket/k?uploads")).Value("UploadId")!;
        await Client.SendAsync("PUT", $"/bucket/k?uploadId={id}&partNumber=1", small);
        await SmallParts.CompleteAsync(Host, id, 1, small, static record => record with { Compression = null });

        var get = await Client.SendAsync("GET", "/bucket/k", null, ("range", "bytes=0-9"));

        Assert.Equal((500, "InternalError"), (get.Status, get.Code));
    }

    [Fact]
    public async Task Get_FrameIsNotTheOneThatWasStored_IsAnErrorAndSendsNothing()
    {
        await StartAsync();
        await Client.SendAsync("PUT", "/bucket/k", CompressibleBytes.Text(50_000));
        var stored = Assert.Single(Host.Data.Writes);
        stored[stored.Length / 2] ^= 1;

        var get = await Client.SendAsync("GET", "/bucket/k");
        var copy = await Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "/bucket/k"));

        Assert.Equal(((500, "InternalError"), (500, "InternalError")), ((get.Status, get.Code), (copy.Status, copy.Code)));
    }

    /// <summary>What says where frames lie is damaged: nothing is read by it.</summary>
    [Fact]
    public async Task Get_GroupIsNotTheOneThatWasStored_IsAnErrorAndSendsNothing()
    {
        await StartAsync();
        var plain = CompressibleBytes.Text(9 << 20);
        await Client.SendAsync("PUT", "/bucket/k", plain);
        Assert.Equal(plain[^10..], (await Client.SendAsync("GET", "/bucket/k", null, ("range", "bytes=-10"))).Body);
        Assert.Single(Host.Data.Writes)[^20] ^= 1;

        var get = await Client.SendAsync("GET", "/bucket/k", null, ("range", "bytes=0-0"));

        Assert.Equal((500, "InternalError"), (get.Status, get.Code));
    }

    [Fact]
    public async Task Post_Form_IsCompressedToo()
    {
        await StartAsync();
        await SetAsync(true);
        var text = System.Text.Encoding.ASCII.GetString(Text);
        var acl = await Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::bucket/*"}]}"""));
        Assert.InRange(acl.Status, 200, 204);
        var body = Digests.Utf8($"--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nform\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n{text}\r\n--x--\r\n");

        var post = await Client.SendAsync(new S3Request("POST", "/bucket") { Signer = null, Body = body, Headers = [new("content-type", "multipart/form-data; boundary=x")] });

        Assert.Equal(204, post.Status);
        Assert.NotNull((await RecordAsync("form")).Compression);
        Assert.Equal(Text, (await Client.SendAsync("GET", "/bucket/form")).Body);
    }

    private async Task StartAsync() => _host = await GatewayHost.StartWithBucketAsync(
        ("Gateway:Compression", "true"),
        ("Encryption:MasterKeyFile", EncryptionScene.WriteKeys(_folder, "master.yaml", "first")),
        ("Encryption:KmsKeysFile", EncryptionScene.WriteKeys(_folder, "kms.yaml", "photos", "other")),
        ("Encryption:AllowCustomerKeysOverHttp", "true"));

    /// <summary>Sets it, and waits until the gateway has heard of it.</summary>
    private async Task SetAsync(bool isOn, string name = "bucket")
    {
        var bucket = (await Host.Catalog.GetBucketAsync(name, Cancel))!;
        Assert.NotNull(await Host.Catalog.ChangeDocumentsAsync(bucket, documents => documents.With(BucketDocumentKind.Compression, CompressionSetting.Format(isOn)), Cancel));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Client.SendAsync("PUT", $"/{name}/probe", Text);
        }
        while ((await RecordAsync("probe", name)).Compression is not null != isOn);
    }

    private async Task<ObjectRecord> RecordAsync(string key, string bucket = "bucket") =>
        (await Host.Objects.GetAsync((await Host.Catalog.GetBucketAsync(bucket, Cancel))!.Id, ObjectKey.From(key), Cancel))!;
}
