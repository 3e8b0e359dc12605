using System.Security.Cryptography;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Gateway.Tests.Operations;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Encryption;

/// <summary>Multipart uploads and forms that are encrypted.</summary>
public sealed class EncryptedUploadTests
{
    private const int PartBytes = 5 << 20;

    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(PartBytes);
    private static readonly byte[] Second = RandomNumberGenerator.GetBytes(PartBytes + 1);
    private static readonly byte[] Small = RandomNumberGenerator.GetBytes(1000);

    public static TheoryData<string> Kinds => ["store", "service", "customer"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Upload_Encrypted_ReadsWholeInRangesAndByPart(string kind)
    {
        await using var scene = await EncryptionScene.StartAsync();
        byte[] whole = [.. Large, .. Second, .. Small];
        var id = await BeginAsync(scene, kind);
        var etags = new[] { await PutPartAsync(scene, id, kind, 1, Large), await PutPartAsync(scene, id, kind, 2, Second), await PutPartAsync(scene, id, kind, 9, Small) };

        var complete = await CompleteAsync(scene, id, EncryptionScene.Read(kind), (1, etags[0]), (2, etags[1]), (9, etags[2]));
        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind));
        Assert.Equal(whole, get.Body);
        foreach (var (from, to) in new[] { (PartBytes - 2, PartBytes + 1), (0, 0), (2 * PartBytes - 5, 2 * PartBytes + 500), (whole.Length - 1, whole.Length - 1) })
        {
            var range = await scene.Client.SendAsync("GET", "/bucket/k", null, [("range", $"bytes={from}-{to}"), .. EncryptionScene.Read(kind)]);
            Assert.Equal(whole[from..(to + 1)], range.Body);
        }

        var part = await scene.Client.SendAsync("GET", "/bucket/k?partNumber=3", null, EncryptionScene.Read(kind));
        Assert.Equal(Small, part.Body);
        EncryptionScene.AssertSays(kind, get);
        EncryptionScene.AssertSays(kind, complete);
        Assert.Equal(kind == "store", complete.Value("ETag") == Digests.MultipartETag(Large, Second, Small));
        Assert.EndsWith("-3\"", get["etag"], StringComparison.Ordinal);
        Assert.Equal(200, (await CompleteAsync(scene, id, EncryptionScene.Read(kind), (1, etags[0]), (2, etags[1]), (9, etags[2]))).Status);
    }

    [Fact]
    public async Task Get_ManyPagesOfParts_GivesThemWholeAndInRanges()
    {
        const int count = 130;
        await using var scene = await EncryptionScene.StartAsync();
        var id = await BeginAsync(scene, "customer");
        for (var number = 1; number <= count; number++) await PutPartAsync(scene, id, "customer", number, Small);
        await SmallParts.CompleteAsync(scene.Host, id, count, Small);
        var whole = Enumerable.Repeat(Small, count).SelectMany(static bytes => bytes).ToArray();

        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.CustomerKey);
        var range = await scene.Client.SendAsync("GET", "/bucket/k", null, [("range", "bytes=1999-128000"), .. EncryptionScene.CustomerKey]);
        var copy = await scene.Client.SendAsync("PUT", "/bucket/copy", null, [("x-amz-copy-source", "/bucket/k"), .. EncryptionScene.SourceKey]);
        var copied = await scene.Client.SendAsync("GET", "/bucket/copy");

        Assert.Equal(whole, get.Body);
        Assert.Equal(whole[1999..128_001], range.Body);
        Assert.Equal(200, copy.Status);
        Assert.Equal(whole, copied.Body);
    }

    [Fact]
    public async Task Get_RowSaysNothingOfTheEncryptionOfItsParts_SendsNoneOfTheirBytes()
    {
        await using var scene = await EncryptionScene.StartAsync();
        var id = await BeginAsync(scene, "store");
        await PutPartAsync(scene, id, "store", 1, Small);
        await SmallParts.CompleteAsync(scene.Host, id, 1, Small, static record => record with { Encryption = null });

        var get = await scene.Client.SendAsync("GET", "/bucket/k");
        var copy = await scene.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "/bucket/k"));

        Assert.Equal(((500, "InternalError"), (500, "InternalError")), ((get.Status, get.Code), (copy.Status, copy.Code)));
    }

    [Fact]
    public async Task UploadPart_CustomerKeyMissingWrongOrNeedless_IsRefused()
    {
        await using var scene = await EncryptionScene.StartAsync();
        var sealedId = await BeginAsync(scene, "customer");
        var plainId = await BeginAsync(scene, "none");

        foreach (var (id, headers) in new[] { (sealedId, EncryptionScene.NoKey), (sealedId, EncryptionScene.OtherCustomerKey), (plainId, EncryptionScene.CustomerKey) })
        {
            var put = await scene.Client.SendAsync("PUT", $"/bucket/k?uploadId={id}&partNumber=1", Small, headers);
            Assert.Equal((400, "InvalidRequest"), (put.Status, put.Code));
        }

        Assert.Equal(0, scene.Host.Data.WriteCount);
    }

    [Theory]
    [InlineData("none", "store")]
    [InlineData("customer", "service")]
    [InlineData("store", "customer")]
    [InlineData("service", "none")]
    public async Task UploadPartCopy_RangeOfAnotherKind_SealsAnew(string source, string target)
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/a", Large, EncryptionScene.Write(source));
        var id = await BeginAsync(scene, target);
        (string, string)[] from = source == "customer" ? EncryptionScene.SourceKey : EncryptionScene.NoKey;

        var copy = await scene.Client.SendAsync(
            "PUT", $"/bucket/k?uploadId={id}&partNumber=1", null, [("x-amz-copy-source", "/bucket/a"), ("x-amz-copy-source-range", "bytes=65000-200000"), .. from, .. EncryptionScene.Read(target)]);
        Assert.Equal(200, copy.Status);
        await CompleteAsync(scene, id, EncryptionScene.Read(target), (1, copy.Value("ETag")!));
        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(target));

        Assert.Equal(Large[65000..200001], get.Body);
        EncryptionScene.AssertSays(target, copy);
    }

    [Fact]
    public async Task CopyObject_OfAnEncryptedUpload_GivesOneWholeObject()
    {
        await using var scene = await EncryptionScene.StartAsync();
        var id = await BeginAsync(scene, "service");
        var etags = new[] { await PutPartAsync(scene, id, "service", 1, Large), await PutPartAsync(scene, id, "service", 2, Small) };
        await CompleteAsync(scene, id, (1, etags[0]), (2, etags[1]));

        var copy = await scene.Client.SendAsync("PUT", "/bucket/copy", null, [("x-amz-copy-source", "/bucket/k"), .. EncryptionScene.StoreKey]);
        var get = await scene.Client.SendAsync("GET", "/bucket/copy");

        Assert.Equal(200, copy.Status);
        Assert.Equal([.. Large, .. Small], get.Body);
        Assert.Equal($"\"{Digests.Md5Hex([.. Large, .. Small])}\"", get["etag"]);
    }

    [Fact]
    public async Task Complete_UploadOfACustomer_NeedsItsKey()
    {
        await using var scene = await EncryptionScene.StartAsync();
        var id = await BeginAsync(scene, "customer");
        var etag = await PutPartAsync(scene, id, "customer", 1, Small);

        foreach (var headers in new[] { EncryptionScene.NoKey, EncryptionScene.OtherCustomerKey, EncryptionScene.CustomerKey[..2] })
        {
            var refused = await CompleteAsync(scene, id, headers, (1, etag));
            Assert.Equal((400, headers.Length == 2 ? "InvalidArgument" : "InvalidRequest"), (refused.Status, refused.Code));
        }

        Assert.Equal(200, (await CompleteAsync(scene, id, EncryptionScene.CustomerKey, (1, etag))).Status);
        Assert.Equal(Small, (await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.CustomerKey)).Body);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task UploadPart_SentTwice_IsSealedUnderAnotherKeyWithTheSameTag(string kind)
    {
        await using var scene = await EncryptionScene.StartAsync();
        var id = await BeginAsync(scene, kind);
        var before = await PutPartAsync(scene, id, kind, 1, Small);
        var first = Assert.Single(scene.Host.Data.Writes).ToArray();

        var etag = await PutPartAsync(scene, id, kind, 1, Small);
        await CompleteAsync(scene, id, EncryptionScene.Read(kind), (1, before));

        var second = Assert.Single(scene.Host.Data.Writes, stored => !stored.SequenceEqual(first));
        Assert.NotEqual(first[..100], second[..100]);
        Assert.Equal(before, etag);
        Assert.Equal(Small, (await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind))).Body);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Restore_OfAnArchivedUpload_ReadsWholeInRangesAndAsASource(string kind)
    {
        await using var scene = await EncryptionScene.StartAsync();
        byte[] whole = [.. Large, .. Small];
        var id = await BeginAsync(scene, kind, [("x-amz-storage-class", "GLACIER")]);
        var etags = new[] { await PutPartAsync(scene, id, kind, 1, Large), await PutPartAsync(scene, id, kind, 2, Small) };
        await CompleteAsync(scene, id, EncryptionScene.Read(kind), (1, etags[0]), (2, etags[1]));

        var asked = await scene.Client.SendAsync("POST", "/bucket/k?restore", "<RestoreRequest><Days>1</Days></RestoreRequest>"u8.ToArray());
        await RestoreAsync(scene);
        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind));
        var range = await scene.Client.SendAsync("GET", "/bucket/k", null, [("range", $"bytes={PartBytes - 2}-{PartBytes + 500}"), .. EncryptionScene.Read(kind)]);
        (string, string)[] from = kind == "customer" ? EncryptionScene.SourceKey : EncryptionScene.NoKey;
        var copy = await scene.Client.SendAsync("PUT", "/bucket/copy", null, [("x-amz-copy-source", "/bucket/k"), ("x-amz-storage-class", "STANDARD"), .. from]);

        Assert.Equal((202, 200, 206, 200), (asked.Status, get.Status, range.Status, copy.Status));
        Assert.Equal(whole, get.Body);
        Assert.Equal(whole[(PartBytes - 2)..(PartBytes + 501)], range.Body);
        Assert.Equal(whole, (await scene.Client.SendAsync("GET", "/bucket/copy")).Body);
    }

    /// <summary>What the curator does, with the stripes of the archive as those of the copy: it copies bytes as they lie.</summary>
    private static async Task RestoreAsync(EncryptionScene scene)
    {
        var cancel = TestContext.Current.CancellationToken;
        var bucket = (await scene.Host.Catalog.GetBucketAsync("bucket", cancel))!.Id;
        var key = ObjectKey.From("k");
        var record = (await scene.Host.Objects.GetAsync(bucket, key, cancel))!;
        foreach (var part in await scene.Host.Objects.ListPartsAsync(bucket, key, record.Upload!.Value, 0, 10, cancel))
        {
            Assert.Equal(WriteOutcome.Applied, await scene.Host.Objects.PutRestoredPartAsync(bucket, key, record.Name, record.Restore!.Copy, part, cancel));
        }

        var until = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds());
        var result = await scene.Host.Objects.UpdateAsync(bucket, key, null, new ObjectUpdate.SetRestore(record.Restore! with { Until = until }, static _ => true), cancel);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
    }

    private static Task<string> BeginAsync(EncryptionScene scene, string kind) => BeginAsync(scene, kind, EncryptionScene.NoKey);

    private static async Task<string> BeginAsync(EncryptionScene scene, string kind, (string Name, string Value)[] headers)
    {
        var begun = await scene.Client.SendAsync("POST", "/bucket/k?uploads", null, [.. EncryptionScene.Write(kind), .. headers]);
        Assert.Equal(200, begun.Status);
        EncryptionScene.AssertSays(kind, begun);
        return begun.Value("UploadId")!;
    }

    private static async Task<string> PutPartAsync(EncryptionScene scene, string id, string kind, int number, byte[] body)
    {
        var put = await scene.Client.SendAsync("PUT", $"/bucket/k?uploadId={id}&partNumber={number}", body, EncryptionScene.Read(kind));
        Assert.Equal(200, put.Status);
        EncryptionScene.AssertSays(kind, put);
        Assert.Equal(kind == "store", put["etag"] == $"\"{Digests.Md5Hex(body)}\"");
        return put["etag"]!;
    }

    private static Task<S3Response> CompleteAsync(EncryptionScene scene, string id, params (int Number, string ETag)[] parts) => CompleteAsync(scene, id, EncryptionScene.NoKey, parts);

    private static Task<S3Response> CompleteAsync(EncryptionScene scene, string id, (string Name, string Value)[] headers, params (int Number, string ETag)[] parts)
    {
        var document = string.Concat(parts.Select(static part => $"<Part><PartNumber>{part.Number}</PartNumber><ETag>{part.ETag.Trim('"')}</ETag></Part>"));
        return scene.Client.SendAsync("POST", $"/bucket/k?uploadId={id}", Digests.Utf8($"<CompleteMultipartUpload>{document}</CompleteMultipartUpload>"), headers);
    }
}
